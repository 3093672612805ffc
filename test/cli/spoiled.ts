/** Runs the command in a process whose calls to the file system are spoiled: see faulty-files.mjs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tempFolder } from "../compile/temp-project.ts";
import { type CliOptions, type Outcome, tightlip } from "./cli.ts";

export type Fault = "EMFILE" | "ENOSPC" | "KILL";

const PRELOADED = pathToFileURL(join(import.meta.dirname, "faulty-files.mjs")).href;

/** `at` is the number of the spoiled call, from 0. */
export function spoiled(
  fault: Fault,
  at: number,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Outcome> {
  return tightlip(args, {
    ...options,
    env: { ...options.env, FAULT: `${fault}:${at}`, NODE_OPTIONS: `--import=${PRELOADED}` },
  });
}

/** The outcome with nothing spoiled, and how many calls there were that could have been. */
export async function unspoiled(
  fault: Fault,
  args: readonly string[],
  options: CliOptions = {},
): Promise<{ outcome: Outcome; calls: number }> {
  const count = join(tempFolder(), "count");
  const outcome = await spoiled(fault, -1, args, { ...options, env: { ...options.env, FAULT_COUNT: count } });
  return { outcome, calls: Number(readFileSync(count, "utf8")) };
}
