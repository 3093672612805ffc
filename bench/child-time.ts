/** Times of a command: a process of its own, its start included. */
import { execFileSync } from "node:child_process";

export interface ChildTime {
  readonly wallMillis: number;
  /** Processor time of all its threads and processes. */
  readonly processorMillis: number;
}

/** Its output goes nowhere, and whatever it ends with counts. */
export function childTime(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): ChildTime {
  const quoted = [command, ...args].map((arg) => `'${arg}'`).join(" ");
  const script = `{ TIMEFORMAT='%R %U %S'; time ${quoted} > /dev/null 2>&1 || true; } 2>&1`;
  const text = execFileSync("bash", ["-c", script], { ...options, encoding: "utf8" });
  const [wall, user, system] = text
    .trim()
    .split(" ")
    .map((seconds) => 1000 * Number(seconds));
  return { wallMillis: wall, processorMillis: user + system };
}
