import { chmodSync, readFileSync, symlinkSync } from "node:fs";
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
    expect(outputs).toEqual({ "exit-code": "1", sarif: "lamp/tightlip-report/tightlip.sarif" });
    expect(lines(log).filter((line) => line.startsWith("::"))).toEqual([
      expect.stringMatching(
        /^::error file=lamp\/a lamp\/main\.ts,line=3,title=clear\/log::settings\.token reaches cable: /,
      ),
    ]);
    expect(summary).toMatch(/^<!-- tightlip -->\n### tightlip: 1 leaks\n/);
    expect(used).toMatchObject([{ uses: "actions/cache@v5", with: { path: join(temp, "tightlip-cache") } }]);
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
    expect({ ok, outputs }).toEqual({ ok: false, outputs: { "exit-code": "2", sarif: "" } });
    expect(log).toContain("✖ nowhere.ts: no such file");
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
