/** Runs the command as people do: a process of its own on the built program. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

export const REPOSITORY = join(import.meta.dirname, "../..");
export const MAIN = join(REPOSITORY, "dist/src/cli/main.js");

/** Terminals can be given to commands here. */
export const HAS_TERMINAL = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A change to a file: each text is there once, and is replaced by the other. */
export interface Edit {
  readonly file: string;
  readonly hunks: readonly { readonly from: string; readonly to: string }[];
}

export interface CliOptions {
  /** Default: the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Time after which it is killed, if it has not ended: its exit code is then null. */
  readonly killAfterMillis?: number;
}

export function tightlip(args: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  return node([MAIN, ...args], options);
}

/** The same for many command lines, and edits between them, in one process: cheaper, as it starts once. */
export async function tightlipEach(
  steps: readonly (readonly string[] | Edit)[],
  options: CliOptions = {},
): Promise<Outcome[]> {
  const script = join(import.meta.dirname, "one-process.mjs");
  const { code, stdout, stderr } = await node([script, MAIN, JSON.stringify(steps)], options);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function node(args: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? REPOSITORY,
      env: { ...process.env, NO_COLOR: "1", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.killAfterMillis,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** The lines of a text; none for an empty one. */
export function lines(text: string): string[] {
  return text === "" ? [] : text.trimEnd().split("\n");
}

export function looksLikeStackTrace(text: string): boolean {
  return /^\s+at .*[:(]\d+/m.test(text) || text.includes("node:internal");
}
