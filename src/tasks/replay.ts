/** Task `replay`: keeps the replay commands of what was found, and finds one by its id. */
import { relative } from "node:path";
import { closest } from "../closest.ts";
import { EXIT_DONE } from "../exit-codes.ts";
import { type KeptReplay, keepReplays, keptReplays } from "../kept-replays.ts";
import { realPathOf } from "../project-top.ts";
import type { Reported, ReportedFinding } from "../report/document.ts";
import { wordsOf } from "../report/replay.ts";
import { replayId } from "../report/replay-id.ts";
import { findingsOf } from "../report/reported.ts";
import { unique } from "../unique.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type TaskContext, warningTo } from "./progress.ts";

const AGAIN = "Run the check again, and take an id from what it prints.";
const MIN_PREFIX = 4;

export interface ReplayResult {
  readonly id: string;
  readonly command: string;
  /** Words of the command after `tightlip`. */
  readonly args: readonly string[];
  /** Absolute folder that the command's paths are seen from. */
  readonly folder: string;
}

export interface ReplaysResult {
  /** Of leaks, the newest first. */
  readonly replays: readonly KeptReplay[];
  readonly exitCode: number;
}

/** Keeps the commands of all findings, for the project around the working folder. */
export function rememberReplays(reported: readonly Reported[], warn: (message: string) => void): void {
  const byCommand = new Map<string, ReportedFinding[]>();
  for (const finding of reported.flatMap(findingsOf)) {
    const alike = byCommand.get(finding.replay);
    if (alike === undefined) byCommand.set(finding.replay, [finding]);
    else alike.push(finding);
  }
  const replays = [...byCommand].map(([command, findings]) => ({
    id: replayId(command),
    command,
    leaks: unique(
      findings.filter(({ allowed }) => allowed === null).map((leak) => `${leak.secret} → ${leak.observer}`),
    ),
  }));
  keepReplays(replays, warn);
}

export function listReplays(context: TaskContext): ReplaysResult {
  const replays = keptReplays(warningTo(context)).filter(({ leaks }) => leaks.length > 0);
  return { replays, exitCode: EXIT_DONE };
}

/** `id` may be cut short where no other begins so. Throws a UserError for one that names none, or several. */
export function findReplay(id: string, context: TaskContext): ReplayResult {
  const all = keptReplays(warningTo(context));
  const word = id.toLowerCase();
  const named = all.filter(
    (one) => one.id === word || (word.length >= MIN_PREFIX && one.id.startsWith(word)),
  );
  const here = realPathOf(".");
  const own = named.filter(({ folder }) => folder === here);
  const [found, ...others] = own.length > 0 ? own : named;
  if (found === undefined) throw unknownId(id, all);
  if (others.length > 0) throw ambiguousId(id, [found, ...others], here);
  const { command, folder } = found;
  return { id: found.id, command, args: wordsOf(command).slice(1), folder };
}

function unknownId(id: string, all: readonly KeptReplay[]): UserError {
  if (all.length === 0)
    return new UserError(`${id}: no check of this project was made on this machine. ${AGAIN}`, EXIT_USAGE);
  const guess = closest(
    id,
    all.map((one) => one.id),
  );
  const hint = guess === null ? AGAIN : `Did you mean "${guess}"? ${AGAIN}`;
  return new UserError(
    `${id}: no check of this project on this machine had this replay. ${hint}`,
    EXIT_USAGE,
  );
}

function ambiguousId(id: string, named: readonly KeptReplay[], here: string): UserError {
  const ids = unique(named.map((one) => one.id)).sort();
  if (ids.length > 1)
    return new UserError(`${id}: stands for ${ids.join(" and ")}. Write one of them out.`, EXIT_USAGE);
  const folders = named.map(({ folder }) => relative(here, folder)).sort();
  return new UserError(
    `${id}: stands for the same command in ${folders.join(" and ")}. Run it in one of these folders.`,
    EXIT_USAGE,
  );
}
