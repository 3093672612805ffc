/** `tightlip replay`: runs the replay command that an id stands for, or lists those of the project's leaks. */
import { relative } from "node:path";
import { plural } from "../plural.ts";
import { inline } from "../report/printable.ts";
import { findReplay, listReplays } from "../tasks/replay.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { followTask } from "./follow-task.ts";

/** Replays that are listed. */
const MAX_LISTED = 20;

interface Options {
  readonly json?: true;
  /** Name the command only. */
  readonly print?: true;
}

/** `runWords` runs another command of tightlip, and sets the exit code. */
export async function replayCommand(
  id: string | undefined,
  { json, print }: Options,
  runWords: (words: readonly string[]) => Promise<void>,
): Promise<void> {
  if (id === undefined) {
    if (json) throw new UserError("Name the id of a replay: --json is passed on to it.", EXIT_USAGE);
    return await list();
  }
  const { command, args, folder } = await followTask((context) => findReplay(id, context));
  const line = `${command}${json ? " --json" : ""}`;
  const way = relative(".", folder);
  const where = way === "" ? "" : ` (in ${way})`;
  if (print) {
    process.stdout.write(`${inline(line)}\n`);
    if (way !== "") process.stderr.write(`Its folder is ${inline(way)}.\n`);
    return;
  }
  process.stderr.write(`${inline(line)}${inline(where)}\n`);
  process.chdir(folder);
  await runWords(json ? [...args, "--json"] : args);
}

async function list(): Promise<void> {
  const { replays, exitCode } = await followTask((context) => listReplays(context));
  const shown = replays.slice(0, MAX_LISTED);
  for (const { id, command, leaks } of shown)
    process.stdout.write(`${id}  ${inline(leaks.join(", "))}\n           ${inline(command)}\n`);
  const more = replays.length - shown.length;
  if (more > 0) process.stdout.write(`and ${plural(more, "older replay")}\n`);
  if (replays.length === 0) process.stderr.write("No leak of this project was found on this machine.\n");
  process.exitCode = exitCode;
}
