/**
 * A runner of GitHub Actions, as far as ours need one: it runs the `run:` steps of a workflow's job and of composite
 * actions in their shells, with what GitHub says of files and environment
 * (docs.github.com, "Workflow commands" and "Metadata syntax"). Of expressions it knows names, and `always()` and
 * `!cancelled()`, with `&&` and `!= ''`. Actions of others are noted and not run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { cacheDir } from "../../src/cache.ts";
import { tempFolder } from "../compile/temp-project.ts";

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

type Names = Readonly<Record<string, string>>;

export interface JobResult {
  readonly ok: boolean;
  /** Text that the steps printed. */
  readonly log: string;
  /** Actions of others that were used, with what they were given. */
  readonly used: readonly { readonly uses: string; readonly with: Names }[];
  readonly summary: string;
  readonly outputs: Names;
}

/** What a workflow can ask about a push. */
const PUSH: Names = {
  "github.sha": "0a1b2c",
  "github.event_name": "push",
  "github.repository": "owner/lamp",
  "github.token": "t-job",
  "github.event.pull_request.number": "",
  "github.event.pull_request.head.repo.full_name": "",
  "github.event.pull_request.base.sha": "",
};

/** A runner's temporary folder, with the cache of an earlier job in it: this machine's. */
export function runnerTemp(): string {
  const temp = tempFolder();
  mkdirSync(cacheDir(), { recursive: true });
  symlinkSync(cacheDir(), join(temp, "tightlip-cache"));
  return temp;
}

export class GithubRunner {
  private readonly used: { uses: string; with: Names }[] = [];
  private log = "";
  private readonly event: Names;

  /**
   * `temp` is what remains of earlier jobs, as caches do. `commands` does what some command lines would: installing, which
   * needs a registry.
   */
  constructor(
    private readonly workspace: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly temp: string,
    private readonly commands: Readonly<Record<string, () => void>> = {},
    event: Names = {},
  ) {
    this.event = { ...PUSH, ...event };
    for (const file of ["output", "summary"]) writeFileSync(join(this.temp, file), "");
  }

  job(workflow: string, name: string): JobResult {
    const { jobs } = parse(readFileSync(join(this.workspace, workflow), "utf8"));
    const { ok } = this.steps(jobs[name].steps, {});
    return this.result(ok, {});
  }

  action(file: string, inputs: Names = {}): JobResult {
    const { ok, outputs } = this.composite(file, inputs);
    return this.result(ok, outputs);
  }

  private result(ok: boolean, outputs: Names): JobResult {
    const summary = readFileSync(join(this.temp, "summary"), "utf8");
    return { ok, log: this.log, used: this.used, summary, outputs };
  }

  private composite(file: string, given: Names): { ok: boolean; outputs: Names } {
    const { inputs, outputs, runs } = parse(readFileSync(file, "utf8")) as Action;
    if (runs.using !== "composite") throw new Error(`${file} is no composite action`);
    const unknown = Object.keys(given).find((name) => !(name in inputs));
    if (unknown !== undefined) throw new Error(`${file} has no input "${unknown}"`);
    const values = Object.entries(inputs).map(([name, input]) => [
      `inputs.${name}`,
      given[name] ?? filled(input.default ?? "", this.event),
    ]);
    if (runs.steps.some(({ run, shell }) => run !== undefined && shell !== "bash"))
      throw new Error(`${file} has a step that says no shell`);
    const { ok, names } = this.steps(runs.steps, {
      ...Object.fromEntries(values),
      "github.action_path": dirname(file),
    });
    const own = Object.entries(outputs).map(([name, { value }]) => [name, filled(value, names)]);
    return { ok, outputs: Object.fromEntries(own) };
  }

  /** Runs what follows a failed step only if it says so. */
  private steps(steps: readonly Step[], given: Names): { ok: boolean; names: Names } {
    let ok = true;
    let names: Names = { ...given, "runner.temp": this.temp, "runner.os": "Linux", ...this.event };
    for (const step of steps) {
      if (!isDue(step.if, names, ok)) continue;
      const done = this.step(step, names);
      ok &&= done.ok;
      const outputs = Object.entries(done.outputs).map(([name, value]) => [
        `steps.${step.id}.outputs.${name}`,
        value,
      ]);
      names = { ...names, ...Object.fromEntries(outputs) };
    }
    return { ok, names };
  }

  private step(step: Step, names: Names): { ok: boolean; outputs: Names } {
    if (step.run !== undefined) return this.shell(step, names);
    const inputs = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [name, filled(`${value}`, names)]),
    );
    if (step.uses!.startsWith("./"))
      return this.composite(join(this.workspace, step.uses!, "action.yml"), inputs);
    this.used.push({ uses: step.uses!, with: inputs });
    return { ok: true, outputs: {} };
  }

  private shell(step: Step, names: Names): { ok: boolean; outputs: Names } {
    const script = filled(step.run!, names);
    if (script in this.commands) {
      this.commands[script]!();
      return { ok: true, outputs: {} };
    }
    const output = join(this.temp, "output");
    writeFileSync(output, "");
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(`${value}`, names)]);
    const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      cwd: join(this.workspace, filled(step["working-directory"] ?? ".", names)),
      env: {
        ...this.env,
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: this.workspace,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(this.temp, "summary"),
        ...Object.fromEntries(env),
      },
      encoding: "utf8",
    });
    this.log += `${done.stdout}${done.stderr}`;
    return { ok: done.status === 0, outputs: outputsIn(output) };
  }
}

function outputsIn(file: string): Names {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return Object.fromEntries(
    lines
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function isDue(condition: string | undefined, names: Names, ok: boolean): boolean {
  if (condition === undefined) return ok;
  const terms = condition.replace(/^\$\{\{(.*)\}\}$/, "$1").split("&&");
  return terms.every((term) => {
    if (/^\s*(always\(\)|!cancelled\(\))\s*$/.test(term)) return true;
    const [, name] = /^\s*(\S+) != ''\s*$/.exec(term) ?? [];
    if (name === undefined) throw new Error(`cannot evaluate "${term}"`);
    return (names[name] ?? "") !== "";
  });
}

function filled(text: string, names: Names): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    if (expression.startsWith("hashFiles(")) return "0";
    if (expression in names) return names[expression]!;
    if (expression.startsWith("steps.")) return "";
    throw new Error(`cannot evaluate "${expression}"`);
  });
}

/** Fields of the event of a pull request from the same repository, against a commit. */
export function pullRequest(base: string): Record<string, string> {
  return {
    "github.event_name": "pull_request",
    "github.event.pull_request.number": "7",
    "github.event.pull_request.head.repo.full_name": "owner/lamp",
    "github.event.pull_request.base.sha": base,
  };
}
