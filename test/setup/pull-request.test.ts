/** Pull requests from end to end: a change is checked against its base, and commented on, on stand-ins for both services. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { MAIN, REPOSITORY } from "../cli/cli.ts";
import { addFiles, tempFolder } from "../compile/temp-project.ts";
import { GithubRunner, type JobResult, pullRequest, runnerTemp } from "./github-runner.ts";
import { ReviewService } from "./review-service.ts";

const TELLS_TOKEN = `import { readSetting } from "@devicescript/settings";
const token: string = await readSetting("token", "");
console.log("the token is " + token);
`;
const TELLS_PIN = `${TELLS_TOKEN}const pin: string = await readSetting("pin", "");
console.log("and the pin " + pin);
`;
const NEW_LEAK = "+ settings.pin → cable by log: clear";

/** A repository whose last commit of the main branch leaks already. */
class Repository {
  readonly folder = tempFolder();
  readonly base: string;

  constructor() {
    this.write({
      "devsconfig.json": "{}",
      "package.json": "{}",
      ".gitignore": "node_modules\ntightlip-report\n",
      "main.ts": TELLS_TOKEN,
    });
    this.git("init", "--quiet");
    this.commit("base");
    this.base = this.git("rev-parse", "HEAD");
    addFiles(this.folder, { "node_modules/.bin/tightlip": `#!/usr/bin/env bash\nexec node ${MAIN} "$@"\n` });
    chmodSync(join(this.folder, "node_modules/.bin/tightlip"), 0o755);
  }

  write(files: Readonly<Record<string, string>>): void {
    addFiles(this.folder, files);
  }

  commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", `--message=${message}`);
  }

  private git(...args: readonly string[]): string {
    const own = ["-c", "user.name=a", "-c", "user.email=a@b.test"];
    return execFileSync("git", [...own, ...args], { cwd: this.folder, encoding: "utf8" }).trim();
  }
}

/** The action, as a workflow of the repository itself runs it for a pull request. */
function act(
  { folder, base }: Repository,
  url: string,
  inputs: Readonly<Record<string, string>> = {},
): JobResult {
  const event = pullRequest(base);
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: "owner/lamp",
    GITHUB_REF: "refs/pull/7/merge",
  };
  const runner = new GithubRunner(folder, env, runnerTemp(), {}, event);
  return runner.action(join(REPOSITORY, "action.yml"), {
    firmware: "main.ts",
    arguments: "--for\n2s",
    ...inputs,
  });
}

describe("a pull request on GitHub", () => {
  it("passes with the leaks of its base, fails for new ones, and has one comment that says which", async () => {
    const service = await ReviewService.start();
    const repository = new Repository();
    repository.write({ "notes.ts": "export const note = 1;\n" });
    repository.commit("nothing that matters");
    expect(act(repository, service.url)).toMatchObject({ ok: true, outputs: { "exit-code": "0" } });
    const first = await service.state();
    expect(first.comments.map(({ body }) => body.split("\n")[0])).toEqual([
      "<!-- tightlip comment: check -->",
    ]);
    expect(first.comments[0].body).toContain("It tells nobody anything else than the base.");

    repository.write({
      "main.ts": TELLS_PIN,
      "main.policy.yaml":
        "releases:\n  - { name: support, secret: settings.token, observer: cable, channel: log, why: support reads it }\n",
    });
    repository.commit("tells the pin, and releases the token");
    const leaky = act(repository, service.url);
    expect(leaky).toMatchObject({ ok: false, outputs: { "exit-code": "1" } });
    expect(leaky.log).toContain("Brought the comment on GitHub up to date.");
    expect(leaky.summary).toContain(NEW_LEAK);
    const { comments } = await service.state();
    expect(comments).toHaveLength(1);
    const [{ body }] = comments;
    expect(body).toContain(NEW_LEAK);
    expect(body).toContain('The policy main.policy.yaml is changed (added: releases "support").');
    expect(body).toMatch(/\| what \| verdict \| ran \|/);
    await service.close();
  });

  it("has a comment for each job of a matrix, and none where none is wanted or may be written", async () => {
    const service = await ReviewService.start();
    const repository = new Repository();
    expect(act(repository, service.url, { name: "esp32c3", comment: "false" }).ok).toBe(true);
    expect((await service.state()).comments).toHaveLength(0);
    expect(act(repository, service.url, { name: "esp32c3" }).ok).toBe(true);
    expect(
      act(repository, service.url, { name: "esp32s2", arguments: "--for\n2s\n--board\nesp32s2_bare" }).ok,
    ).toBe(true);
    expect((await service.state()).comments.map(({ body }) => body.split("\n")[0])).toEqual([
      "<!-- tightlip comment: esp32c3 -->",
      "<!-- tightlip comment: esp32s2 -->",
    ]);
    const refused = act(repository, service.url, { token: "t-fork" });
    expect(refused.ok).toBe(true);
    expect(refused.log).toContain("::notice::No comment: GitHub: POST");
    expect((await service.state()).comments).toHaveLength(2);
    await service.close();
  });

  it("counts every leak where the base's commit is not in the checkout", async () => {
    const service = await ReviewService.start();
    const repository = new Repository();
    const shallow = Object.assign(Object.create(repository), { base: "0".repeat(40) }) as Repository;
    const { ok, log } = act(shallow, service.url);
    expect(ok).toBe(false);
    expect(log).toContain("::notice::The base's commit is not in this checkout");
    await service.close();
  });
});

describe("a merge request on GitLab", () => {
  /** The script of the job that `tightlip init` writes. */
  const { script } = parse(readFileSync(join(REPOSITORY, "templates/gitlab.yml"), "utf8")).tightlip as {
    readonly script: readonly string[];
  };

  function run({ folder, base }: Repository, url: string, token: string) {
    const tools = tempFolder({
      npm: "#!/usr/bin/env bash\n",
      npx: `#!/usr/bin/env bash\nshift\nexec node ${MAIN} "$@"\n`,
    });
    for (const tool of ["npm", "npx"]) chmodSync(join(tools, tool), 0o755);
    for (const tool of ["node", "git"]) {
      const found = process.env.PATH!.split(delimiter).map((path) => join(path, tool));
      const path = found.find((one) => spawnSync(one, ["--version"]).status === 0)!;
      symlinkSync(path, join(tools, tool));
    }
    const lines = script.map((line) => line.replace("tightlip check", "tightlip check main.ts --for 2s"));
    return spawnSync("bash", ["-e", "-c", lines.join("\n")], {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: `${tools}${delimiter}${process.env.PATH}`,
        HOME: process.env.HOME,
        GITLAB_CI: "true",
        CI_API_V4_URL: `${url}/api/v4`,
        CI_PROJECT_ID: "42",
        CI_MERGE_REQUEST_IID: "7",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        TIGHTLIP_GITLAB_TOKEN: token,
      },
    });
  }

  it("passes with the leaks of its base, fails for new ones, and has one note that says which", async () => {
    const service = await ReviewService.start([], 1_000_000);
    const repository = new Repository();
    expect(run(repository, service.url, "t-project").status).toBe(0);
    repository.write({ "main.ts": TELLS_PIN });
    repository.commit("tells the pin");
    const { status, stdout } = run(repository, service.url, "t-project");
    expect(status).toBe(1);
    expect(stdout).toContain("Brought the comment on GitLab up to date.");
    const { comments } = await service.state();
    expect(comments).toHaveLength(1);
    expect(comments[0].body).toContain(NEW_LEAK);
    expect(readFileSync(join(repository.folder, "tightlip-report/tightlip.junit.xml"), "utf8")).toContain(
      "settings.pin",
    );
    await service.close();
  });

  it("has no note without a token, and the same exit code", async () => {
    const service = await ReviewService.start();
    const repository = new Repository();
    repository.write({ "main.ts": TELLS_PIN });
    expect(run(repository, service.url, "").status).toBe(1);
    expect((await service.state()).comments).toEqual([]);
    await service.close();
  });
});
