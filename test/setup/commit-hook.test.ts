/** The hook that `tightlip init --hook` writes, in repositories of git, with tightlip as an installation has it. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lines, REPOSITORY, tightlip, tightlipEach } from "../cli/cli.ts";
import { addFiles, tempFolder } from "../compile/temp-project.ts";

/** Uses a secret, and keeps it. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
const pin = await readSetting<string>("pin", "");
console.log("on", pin.length > 200);
`;
const LEAK = `import { readSetting as read } from "@devicescript/settings";
console.log("with " + (await read<string>("token", "")));
`;
const INIT = ["init", "--yes", "--hook", "--ci", "none", "--editor", "none"];

class Repository {
  readonly folder = tempFolder();

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.git("init", "--quiet");
    this.write({ ".gitignore": "node_modules/\n", ...files });
  }

  /** As a package manager lays it there. */
  install(): void {
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(REPOSITORY, join(this.folder, "node_modules/tightlip"), "junction");
  }

  write(files: Readonly<Record<string, string>>): void {
    addFiles(this.folder, files);
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8" }).trim();
  }

  /** Commits what is staged, as a person with a shell does. */
  commit(...args: readonly string[]) {
    const author = ["-c", "user.name=a", "-c", "user.email=a@b.test"];
    const { status, stdout, stderr } = spawnSync("git", [...author, "commit", "--message=a", ...args], {
      ...{ cwd: this.folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    });
    return { status, said: stdout + stderr };
  }

  get commits(): number {
    return Number(this.git("rev-list", "--count", "--all"));
  }
}

/** Firmware that keeps, in a folder of a repository. */
const lamp = (folder: string) => ({
  [`${folder}devsconfig.json`]: "{}",
  [`${folder}package.json`]: '{ "name": "lamp" }',
  [`${folder}src/main.ts`]: FIRMWARE,
  [`${folder}src/main.policy.ts`]: 'export default { for: "5s" };\n',
});

describe("a repository with the hook", () => {
  it("lets a commit that keeps through, and refuses one that leaks with its verdict", async () => {
    const repository = new Repository(lamp("it's a lamp/"));
    const { code, stderr } = await tightlip(INIT, { cwd: join(repository.folder, "it's a lamp") });
    expect({ code, warned: stderr }).toEqual({ code: 0, warned: expect.not.stringContaining("hook") });
    repository.install();
    repository.git("add", "--all");
    expect(repository.commit()).toMatchObject({ status: 0, said: expect.not.stringMatching(/Compared|!|✖/) });

    repository.write({ "it's a lamp/src/main.ts": `${FIRMWARE}\n${LEAK}` });
    repository.git("add", "--all");
    const refused = repository.commit();
    expect(refused.status).not.toBe(0);
    expect(refused.said).toMatch(/^✖ .* leaks: settings\.token/m);
    expect(repository.commits).toBe(1);

    // What the last commit told already is no reason to refuse the next.
    expect(repository.commit("--no-verify")).toMatchObject({ status: 0 });
    repository.write({ "it's a lamp/src/notes.ts": "// a note\n", "README.md": "# Home\n" });
    repository.git("add", "--all");
    expect(repository.commit()).toMatchObject({
      status: 0,
      said: expect.stringContaining("It tells nobody anything else than the base."),
    });
  });

  it("checks nothing where nothing of the project is staged, and nothing that is not the commit's", async () => {
    const repository = new Repository(lamp("lamp/"));
    await tightlip(INIT, { cwd: join(repository.folder, "lamp") });
    // Tightlip is not installed, so that a check would fail.
    repository.git("add", ".gitignore");
    expect(repository.commit()).toMatchObject({ status: 0 });
    repository.git("add", "--all");
    expect(repository.commit()).toMatchObject({
      status: 1,
      said: expect.stringMatching(/not installed here/),
    });

    repository.write({ "lamp/src/main.ts": LEAK });
    expect(repository.commit()).toMatchObject({
      status: 1,
      said: expect.stringMatching(
        /^AM lamp\/src\/main\.ts\n✖ tightlip: these are staged, and changed since/m,
      ),
    });
  });
});

describe("tightlip init --hook", () => {
  it.each<[string, Readonly<Record<string, string>>, setting: string | null, hook: string]>([
    ["git's own folder", {}, null, ".git/hooks/pre-commit"],
    ["the folder that the repository's configuration names", {}, "tools/hooks", "tools/hooks/pre-commit"],
    ["husky's folder", { ".husky/commit-msg": "" }, null, ".husky/pre-commit"],
    ["husky's folder, and not the one that husky makes", {}, ".husky/_", ".husky/pre-commit"],
  ])("writes to %s", async (_, files, setting, hook) => {
    const repository = new Repository({ ...lamp(""), ...files });
    if (setting !== null) repository.git("config", "core.hooksPath", setting);
    const { stdout } = await tightlip(INIT, { cwd: repository.folder });
    expect(lines(stdout)).toContain(`  + ${hook}`);
    expect(readFileSync(join(repository.folder, hook), "utf8")).toMatch(/^#!\/bin\/sh\n# tightlip/);
    const again = await tightlip(INIT, { cwd: repository.folder });
    expect(again).toMatchObject({
      stdout: expect.stringMatching(/pre-commit +is there already\n/),
      stderr: "",
    });
  });

  it("leaves a hook as it is, and says what to add to it", async () => {
    const hook = "#!/bin/sh\nnpm run lint\n";
    const repository = new Repository({ ...lamp("lamp/"), ".git/hooks/pre-commit": hook });
    const { code, stderr } = await tightlip(INIT, { cwd: join(repository.folder, "lamp") });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /pre-commit is there already, and stays as it is\. .*: \(cd 'lamp' && npx --no -- tightlip check --quiet --against git:HEAD\) \|\| exit 1\n$/m,
    );
    expect(readFileSync(join(repository.folder, ".git/hooks/pre-commit"), "utf8")).toBe(hook);
  });

  it("writes to no folder outside of the repository, which may be for all of them", async () => {
    const shared = tempFolder();
    const repository = new Repository(lamp(""));
    repository.git("config", "core.hooksPath", shared);
    const { code, stderr } = await tightlip(INIT, { cwd: repository.folder });
    expect(code).toBe(0);
    expect(stderr).toContain(
      `git takes hooks from outside of the repository, where none is written: ${shared}`,
    );
    expect(existsSync(join(shared, "pre-commit"))).toBe(false);
  });

  it("needs a repository", async () => {
    const [{ code, stderr }] = await tightlipEach([INIT], { cwd: tempFolder(lamp("")) });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^✖ --hook: .*git init/) });
  });
});
