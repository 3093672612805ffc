/** Projects whose tests use tightlip as people do: installed, with a vitest of their own process. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { REPOSITORY } from "../cli/cli.ts";
import { tempProject } from "../compile/temp-project.ts";

const INSTALLED = ["vitest", "@types"];
const VITEST = join(REPOSITORY, "node_modules/vitest/vitest.mjs");

/** A project with these files, in which tightlip (as it is built) and vitest are installed. */
export function vitestProject(files: Readonly<Record<string, string>>): string {
  const root = tempProject({ "package.json": '{ "type": "module" }', ...files });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(REPOSITORY, join(root, "node_modules/tightlip"));
  for (const name of INSTALLED)
    symlinkSync(join(REPOSITORY, "node_modules", name), join(root, "node_modules", name));
  return root;
}

/** A vitest at work. */
export class VitestProcess {
  private readonly child: ChildProcess;
  private output = "";
  private said = "";
  private errors = "";
  /** Standard error and output, once both are closed. */
  readonly ended: Promise<string>;
  private seen = 0;
  private wake = () => {};

  constructor(root: string, ...args: readonly string[]) {
    // As in a workspace of several projects: what a test names is not from where vitest is started.
    this.child = spawn(process.execPath, [VITEST, ...args, "--root", root], {
      cwd: dirname(root),
      env: { ...process.env, NO_COLOR: "1", VITEST: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        if (stream === this.child.stderr) this.errors += text;
        else this.said += text;
        this.wake();
      });
    }
    this.child.on("close", () => this.wake());
    this.ended = new Promise((resolve) => {
      this.child.on("close", () => resolve(this.errors + this.said));
    });
  }

  /** Resolves to what it prints from here to `end`, of which the first is meant. */
  async printed(end: RegExp): Promise<string> {
    for (;;) {
      const rest = this.output.slice(this.seen);
      const found = end.exec(rest);
      if (found !== null) {
        this.seen += found.index + found[0].length;
        return rest.slice(0, found.index + found[0].length);
      }
      if (this.child.exitCode !== null)
        throw new Error(`vitest is over, and printed no ${end}:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  stop(): void {
    this.child.kill();
  }
}

/**
 * Runs a project's tests once, in one process, and writes their snapshots. Resolves to everything that is printed, when
 * all of it is there: failures, which are on standard error, in front.
 */
export function runVitest(root: string): Promise<string> {
  const vitest = new VitestProcess(root, "run", "--update", "--no-isolate", "--maxWorkers=1");
  return vitest.ended;
}
