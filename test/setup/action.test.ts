import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lines, MAIN, REPOSITORY } from "../cli/cli.ts";
import { addFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { GithubRunner, type JobResult, runnerTemp } from "./github-runner.ts";

const ACTION = join(REPOSITORY, "action.yml");
const TELLS = `import { readSetting } from "@devicescript/settings";
const token: string = await readSetting("token", "");
console.log("100%, the token is " + token);
`;
const temp = runnerTemp();

/** A repository with a project in a folder of it, installed. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = tempFolder();
  const project = tempProject({ "package.json": "{}", ...files });
  symlinkSync(project, join(root, "lamp"));
  addProgram(project, "node_modules/.bin/tightlip", `exec node ${MAIN} "$@"`);
  return root;
}

function addProgram(folder: string, path: string, script: string): void {
  addFiles(folder, { [path]: `#!/usr/bin/env bash\n${script}\n` });
  chmodSync(join(folder, path), 0o755);
}

/** Every command of this machine but git. */
function withoutGit(): string {
  const folder = tempFolder();
  for (const tool of ["bash", "cat", "env", "node", "rm"]) {
    const found = process.env.PATH!.split(delimiter).map((path) => join(path, tool));
    symlinkSync(found.find((path) => readable(path))!, join(folder, tool));
  }
  return folder;
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

function baselineOf(fingerprint: string): string {
  const about = { main: "a lamp/main.ts", rule: "clear/log", secret: "settings.token", observer: "cable" };
  const suppression = { fingerprint, ...about, to: null, reason: "a prototype", expires: null };
  return JSON.stringify({ schema: 1, suppressions: [suppression] });
}

function act(root: string, inputs: Readonly<Record<string, string>> = {}): JobResult {
  const runner = new GithubRunner(root, { PATH: withoutGit() }, temp);
  return runner.action(ACTION, { "working-directory": "lamp", arguments: "--for\n2s", ...inputs });
}

describe("the action", () => {
  it("has the inputs and outputs that docs/ci.md lists, with their defaults", () => {
    const page = readFileSync(join(REPOSITORY, "docs/ci.md"), "utf8");
    const { inputs, outputs } = parse(readFileSync(ACTION, "utf8"));
    const rows = [...page.matchAll(/^\| `([\w-]+)` .*\|(.*)\|$/gm)].map(([, name, last]) => ({ name, last }));
    expect(rows.map(({ name }) => name)).toEqual([...Object.keys(inputs), ...Object.keys(outputs)]);
    for (const { name, last } of rows.filter((row) => /^ `[^`]+` *$/.test(row.last!)))
      expect(last!.trim()).toBe(`\`${inputs[name!].default}\``);
  });

  it("fails for a leak, which it annotates, summarizes and reports, until a baseline knows it; without git", () => {
    const root = repository({ "a lamp/main.ts": TELLS });
    const { ok, outputs, log, summary, used } = act(root, { firmware: "a lamp/main.ts" });
    expect(ok).toBe(false);
    expect(outputs).toEqual({
      "exit-code": "1",
      "report-dir": "tightlip-report",
      sarif: "lamp/tightlip-report/tightlip.sarif",
    });
    expect(lines(log).filter((line) => line.startsWith("::"))).toEqual([
      expect.stringMatching(
        /^::error file=lamp\/a lamp\/main\.ts,line=3,title=clear\/log::settings\.token reaches cable: /,
      ),
    ]);
    expect(summary).toMatch(/^<!-- tightlip -->\n### tightlip: 1 × leaks\n/);
    expect(used).toMatchObject([
      { uses: expect.stringMatching(/^actions\/cache@/), with: { path: join(temp, "tightlip-cache") } },
    ]);
    const [leak] = JSON.parse(readFileSync(join(root, outputs.sarif!), "utf8")).runs[0].results;
    expect(leak).toMatchObject({ ruleId: "clear/log" });

    addFiles(root, { "lamp/tightlip-baseline.json": baselineOf(leak.partialFingerprints["tightlip/v1"]) });
    const known = act(root, { firmware: "a lamp/main.ts" });
    expect(known).toMatchObject({ ok: true, outputs: { "exit-code": "0" } });
    expect(known.log).not.toContain("::error");
  });

  it("has no report, not even an earlier one, for what cannot be checked", () => {
    const root = repository({ "tightlip-report/tightlip.sarif": "{}" });
    const { ok, log, outputs } = act(root, { firmware: "nowhere.ts" });
    expect({ ok, outputs }).toEqual({
      ok: false,
      outputs: { "exit-code": "2", "report-dir": "tightlip-report", sarif: "" },
    });
    expect(log).toContain("✖ nowhere.ts: no such file");
  });

  it("finds the tightlip of the workspace that the project is a package of, and none above the checkout", () => {
    const outside = tempFolder();
    const root = join(outside, "checkout");
    addFiles(root, { "packages/lamp/devsconfig.json": "{}", "packages/lamp/src/main.ts": TELLS });
    const lamp = { "working-directory": "packages/lamp", arguments: "--for\n2s" };
    const act = () => new GithubRunner(root, { PATH: withoutGit() }, temp).action(ACTION, lamp);
    addProgram(outside, "node_modules/.bin/tightlip", "exit 0");
    expect(act()).toMatchObject({ ok: false, outputs: { "exit-code": "" } });
    addProgram(root, "node_modules/.bin/tightlip", `exec node ${MAIN} "$@"`);
    expect(act()).toMatchObject({
      ok: false,
      outputs: { "exit-code": "1", sarif: "packages/lamp/tightlip-report/tightlip.sarif" },
    });
  });

  it("says so where tightlip is not among the dependencies", () => {
    const root = tempFolder({ "lamp/package.json": "{}" });
    const tools = withoutGit();
    addProgram(tools, "npm", "true");
    const runner = new GithubRunner(root, { PATH: tools }, temp);
    const { ok, log } = runner.action(ACTION, { "working-directory": "lamp" });
    expect(ok).toBe(false);
    expect(log).toContain("npx tightlip init");
  });
});

it.each(["action.yml", "templates/github.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"])(
  "%s names actions of others by their commits",
  (file) => {
    const text = readFileSync(join(REPOSITORY, file), "utf8");
    const others = [...text.matchAll(/uses: ([^.\s]\S*)(.*)$/gm)];
    expect(others.length).toBeGreaterThan(0);
    for (const [, action, comment] of others) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  },
);

describe("the action on a pull request from a fork", () => {
  const event = (base: string) => ({
    "github.event_name": "pull_request",
    "github.event.pull_request.number": "7",
    "github.event.pull_request.head.repo.full_name": "stranger/lamp",
    "github.event.pull_request.base.sha": base,
  });

  /** A workspace with the action in one folder and the stranger's checkout in another. */
  function workspace(change: Readonly<Record<string, string>>) {
    const root = tempFolder();
    const checkout = join(root, "change");
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.test", ...args], {
        cwd: checkout,
        encoding: "utf8",
      }).trim();
    addFiles(checkout, { "devsconfig.json": "{}", "package.json": "{}", "main.ts": TELLS });
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message=trusted");
    addFiles(checkout, change);
    addFiles(root, {
      "tool/node_modules/tightlip/action.yml": readFileSync(ACTION, "utf8"),
      "tool/node_modules/tightlip/package.json": '{ "version": "0.1.0" }',
    });
    symlinkSync(join(REPOSITORY, "dist"), join(root, "tool/node_modules/tightlip/dist"));
    return { root, base: git("rev-parse", "HEAD") };
  }

  function check({ root, base }: ReturnType<typeof workspace>, action: string): JobResult {
    const runner = new GithubRunner(root, { PATH: process.env.PATH }, runnerTemp(), {}, event(base));
    return runner.action(join(root, action), {
      "working-directory": "change",
      arguments: "--for\n2s",
      against: "none",
    });
  }

  it("runs nothing of the checkout, and lets it allow nothing", () => {
    const marker = join(tempFolder(), "ran");
    const plant = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");\n`;
    const place = workspace({
      "main.policy.ts": `${plant}export default { public: ["token"] };\n`,
      "tightlip.config.ts": plant,
      "package.json": JSON.stringify({ scripts: { preinstall: `touch ${marker}` } }),
      "node_modules/tightlip/dist/src/cli/start.js": plant,
      "tightlip-report/tightlip.md": "forged",
    });
    addProgram(place.root, "change/node_modules/.bin/tightlip", `touch ${marker}`);
    const { ok, outputs, log, summary } = check(place, "tool/node_modules/tightlip/action.yml");
    expect(existsSync(marker)).toBe(false);
    expect({ ok, code: outputs["exit-code"] }).toEqual({ ok: false, code: "1" });
    expect(outputs.sarif).not.toContain("change");
    expect(lines(log).filter((line) => line.startsWith("::"))).toEqual([
      expect.stringMatching(/^::error file=main\.ts,line=3,/),
    ]);
    expect(summary).not.toContain("forged");
    expect(summary).toContain("The policy main.policy.ts is changed");
  });

  it("does not run where it is the checkout's own", () => {
    const place = workspace({ "node_modules/tightlip/action.yml": readFileSync(ACTION, "utf8") });
    const { ok, log } = check(place, "change/node_modules/tightlip/action.yml");
    expect(ok).toBe(false);
    expect(log).toContain("::error::This action lies in the stranger's checkout");
  });
});
