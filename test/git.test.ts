/** Repositories whose configuration and files name programs: git itself runs them, and our questions do not. */
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { gitState } from "../src/compile/version.ts";
import { git } from "../src/git.ts";
import { addFiles, tempFolder } from "./compile/temp-project.ts";

const HAS_GIT = process.platform !== "win32" && spawnSync("git", ["--version"]).status === 0;

/** What git does by itself, with no more than a name for who commits. */
function plainGit(root: string, ...args: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "protocol.file.allow=always"];
  return execFileSync("git", [...identity, ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function repository(files: Readonly<Record<string, string>> = {}): string {
  const root = tempFolder({ "a.txt": "a\n", ...files });
  plainGit(root, "init", "--initial-branch=main");
  plainGit(root, "add", "--all");
  plainGit(root, "commit", "--message=first");
  plainGit(root, "tag", "v1.2.3");
  return root;
}

/** Makes git compare the content of a file, as its time says nothing any more. */
function touch(file: string): void {
  utimesSync(file, 1_000_000_000, 1_000_000_000);
}

function program(path: string, text: string): string {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

const marker = (root: string) => join(root, ".git", "ran");
const plant = (root: string) => `touch '${marker(root)}'; exit 1`;

/** Puts a trap into a repository; `git status` runs it. */
const TRAPS: Readonly<Record<string, (root: string) => void>> = {
  "core.fsmonitor": (root) => void plainGit(root, "config", "core.fsmonitor", plant(root)),
  "a hook": (root) => {
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    program(join(root, ".git/hooks/post-index-change"), plant(root));
    touch(join(root, "a.txt"));
  },
  "core.hooksPath": (root) => {
    addFiles(root, { "hooks/.keep": "" });
    program(join(root, "hooks/post-index-change"), plant(root));
    plainGit(root, "config", "core.hooksPath", "hooks");
    touch(join(root, "a.txt"));
  },
  "a filter of .gitattributes": (root) => {
    writeFileSync(join(root, ".gitattributes"), "*.txt filter=x\n");
    plainGit(root, "config", "filter.x.clean", plant(root));
    touch(join(root, "a.txt"));
  },
  "a filter that stays, and is required": (root) => {
    writeFileSync(join(root, ".gitattributes"), "*.txt filter=x\n");
    plainGit(root, "config", "filter.x.process", plant(root));
    plainGit(root, "config", "filter.x.required", "true");
    touch(join(root, "a.txt"));
  },
  "a filter of .git/info/attributes": (root) => {
    addFiles(root, { ".git/info/attributes": "*.txt filter=X.y\n" });
    plainGit(root, "config", "filter.X.y.clean", plant(root));
    touch(join(root, "a.txt"));
  },
  "a filter whose name ends the name of a setting": (root) => {
    addFiles(root, { ".git/info/attributes": "*.txt filter=a=b\n" });
    plainGit(root, "config", "filter.a=b.clean", plant(root));
    touch(join(root, "a.txt"));
  },
  "a filter of a file that is included": (root) => {
    addFiles(root, { ".gitattributes": "*.txt filter=x\n", innocent: "" });
    plainGit(root, "config", "--file", "innocent", "filter.x.clean", plant(root));
    plainGit(root, "config", "include.path", join(root, "innocent"));
    touch(join(root, "a.txt"));
  },
  "a filter of the configuration of a working tree": (root) => {
    addFiles(root, { ".gitattributes": "*.txt filter=x\n" });
    plainGit(root, "config", "extensions.worktreeConfig", "true");
    plainGit(root, "config", "--worktree", "filter.x.clean", plant(root));
    touch(join(root, "a.txt"));
  },
  "a submodule's filter": (root) => {
    plainGit(root, "submodule", "add", repository(), "sub");
    plainGit(root, "commit", "--all", "--message=second");
    addFiles(root, { "sub/.gitattributes": "*.txt filter=x\n" });
    plainGit(join(root, "sub"), "config", "filter.x.clean", plant(root));
    touch(join(root, "sub/a.txt"));
  },
  "a submodule's monitor": (root) => {
    plainGit(root, "submodule", "add", repository(), "sub");
    plainGit(root, "commit", "--all", "--message=second");
    plainGit(join(root, "sub"), "config", "core.fsmonitor", plant(root));
  },
  "a transport for what is missing": (root) => {
    plainGit(root, "config", "extensions.partialClone", "origin");
    plainGit(root, "config", "remote.origin.promisor", "true");
    plainGit(root, "config", "remote.origin.url", "ssh://x.test/y");
    plainGit(root, "config", "core.sshCommand", plant(root));
    const tree = plainGit(root, "rev-parse", "HEAD^{tree}").trim();
    rmSync(join(root, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  },
  "a transport that is a program": (root) => {
    plainGit(root, "config", "extensions.partialClone", "origin");
    plainGit(root, "config", "remote.origin.promisor", "true");
    plainGit(root, "config", "remote.origin.url", `ext::${program(join(root, ".git/x"), plant(root))}`);
    plainGit(root, "config", "protocol.ext.allow", "always");
    const tree = plainGit(root, "rev-parse", "HEAD^{tree}").trim();
    rmSync(join(root, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  },
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(!HAS_GIT)("asking git about a repository with", () => {
  it.each(Object.entries(TRAPS))("%s runs nothing of it", (_, set) => {
    const root = repository();
    set(root);
    git(root, ["describe", "--always"]);
    git(root, ["status", "--porcelain", "--ignore-submodules=dirty"]);
    git(root, ["cat-file", "blob", "HEAD:a.txt"]);
    git(root, ["ls-tree", "-r", "HEAD"]);
    gitState(root);
    expect(existsSync(marker(root))).toBe(false);
    // The trap is one: git's own command falls into it.
    spawnSync("git", ["status"], { cwd: root, timeout: 5000 });
    expect(existsSync(marker(root))).toBe(true);
  });

  it("aliases, pagers, editors, diff programs and signatures runs nothing of it", () => {
    const root = repository();
    for (const key of [
      "alias.status",
      "alias.describe",
      "core.pager",
      "pager.status",
      "core.editor",
      "core.askPass",
      "core.gitProxy",
      "core.alternateRefsCommand",
      "credential.helper",
      "diff.external",
      "diff.x.textconv",
      "diff.x.command",
      "gpg.program",
      "gpg.ssh.program",
      "merge.x.driver",
      "uploadpack.packObjectsHook",
      "trace2.eventTarget",
    ])
      plainGit(root, "config", key, `!${plant(root)}`);
    addFiles(root, { ".gitattributes": "* diff=x merge=x\n" });
    writeFileSync(join(root, "a.txt"), "b\n");
    expect(gitState(root)).toEqual({ head: "v1.2.3", changedAt: expect.any(String) });
    expect(git(root, ["cat-file", "blob", "HEAD:a.txt"])).toBe("a\n");
    expect(existsSync(marker(root))).toBe(false);
  });

  it("a git of its own among the packages' programs runs the machine's", () => {
    const root = repository();
    addFiles(root, { "node_modules/.bin/.keep": "", "tools/.keep": "", "package.json": "{}" });
    for (const folder of ["node_modules/.bin", "tools"]) program(join(root, folder, "git"), plant(root));
    const packages = tempFolder({ "node_modules/.bin/.keep": "" });
    program(join(packages, "node_modules/.bin/git"), plant(root));
    const places = [
      join(root, "node_modules/.bin"),
      join(packages, "node_modules/.bin"),
      join(root, "tools"),
      ".",
      "",
      process.env.PATH,
    ];
    vi.stubEnv("PATH", places.join(delimiter));
    expect(gitState(root)).toEqual({ head: "v1.2.3", changedAt: null });
    expect(existsSync(marker(root))).toBe(false);
    vi.stubEnv("PATH", places.slice(0, -1).join(delimiter));
    expect(git(root, ["rev-parse", "HEAD"])).toBeNull();
  });

  it("a pipe for a file ends", () => {
    const root = repository();
    appendFileSync(join(root, ".git/config"), "[include]\n  path = pipe\n");
    execFileSync("mkfifo", [join(root, ".git/pipe")]);
    expect(git(root, ["rev-parse", "HEAD"], 500)).toBeNull();
  });
});

describe.skipIf(!HAS_GIT)("git's answer", () => {
  it("is the file of a revision as it was committed", () => {
    const root = repository({ "b.txt": "ä\r\n\n" });
    writeFileSync(join(root, "b.txt"), "changed");
    expect(git(root, ["cat-file", "blob", "v1.2.3:b.txt"])).toBe("ä\r\n\n");
    expect(git(root, ["rev-parse", "--verify", "--end-of-options", "--exec=x"])).toBeNull();
    expect(git(tempFolder(), ["rev-parse", "HEAD"])).toBeNull();
  });

  it("is that of the folder's repository, also in a hook of another's", () => {
    const root = repository();
    const other = repository({ "other.txt": "" });
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_INDEX_FILE", join(other, ".git/index"));
    vi.stubEnv("GIT_CONFIG", join(other, ".git/config"));
    expect(git(root, ["ls-tree", "--name-only", "HEAD"])).toBe("a.txt\n");
    expect(gitState(root)).toEqual({ head: "v1.2.3", changedAt: null });
  });

  it("takes no replacement for a commit", () => {
    const root = repository();
    const first = plainGit(root, "rev-parse", "HEAD").trim();
    writeFileSync(join(root, "a.txt"), "b\n");
    plainGit(root, "commit", "--all", "--message=second");
    plainGit(root, "replace", first, "HEAD");
    expect(plainGit(root, "cat-file", "blob", `${first}:a.txt`)).toBe("b\n");
    expect(git(root, ["cat-file", "blob", `${first}:a.txt`])).toBe("a\n");
  });
});

describe.skipIf(!HAS_GIT)("a tree counts as changed", () => {
  const changed = (root: string) => gitState(root)?.changedAt !== null;

  it("when a file differs, and not when only its time does", () => {
    const root = repository();
    touch(join(root, "a.txt"));
    expect(changed(root)).toBe(false);
    writeFileSync(join(root, "a.txt"), "b\n");
    expect(changed(root)).toBe(true);
  });

  it("when a filter would be needed to tell", () => {
    const root = repository();
    TRAPS["a filter of .gitattributes"](root);
    expect(changed(root)).toBe(false);
    TRAPS["a filter whose name ends the name of a setting"](root);
    expect(changed(root)).toBe(true);
  });

  it("when git can't tell", () => {
    const root = repository();
    writeFileSync(join(root, ".git/index"), "damaged");
    expect(git(root, ["status"])).toBeNull();
    expect(gitState(root)).toEqual({ head: "v1.2.3", changedAt: expect.any(String) });
  });
});
