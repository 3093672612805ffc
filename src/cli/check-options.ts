/**
 * Options that only `tightlip check` has: name, help, value and what each asks of the task. A new one is an entry of
 * {@link CHECK_OPTIONS}, its value in {@link CheckOptions} and a field of the request; help and completion follow.
 */
import { availableParallelism } from "node:os";
import { Option } from "commander";
import { SEARCH_TRIES } from "../judge/explore/search-tries.ts";
import type { CheckRequest } from "../tasks/check.ts";
import { parseCount, parseDay, parseShare } from "./arguments.ts";
import { type BaselineOptions, baselineRequest } from "./baseline-option.ts";

/** Scenarios that `--explore` tries where no number is given: some seconds' worth. */
const DEFAULT_EXPLORE = 1_000;

/** As help lists them. */
export const CHECK_OPTIONS: readonly Option[] = [
  new Option(
    "--explore [budget]",
    `search this many further scenarios for a trigger that makes a secret show (default: ${DEFAULT_EXPLORE}; without the option ${SEARCH_TRIES}, where code did not run and nothing leaks)`,
  ).argParser(parseCount),
  new Option("--no-explore", "leave the search out"),
  new Option(
    "--require <share>",
    "of the branches that must have run, such as 90%: with less, keeps becomes unknown",
  ).argParser(parseShare),
  new Option(
    "--work <times>",
    "let a check compute this many times as much as usual before it gives up",
  ).argParser(parseCount),
  new Option("--jobs <n>", "check so many firmwares side by side (default: one a processor)").argParser(
    parseCount,
  ),
  new Option("--quiet", "print only firmware that is not fine, and the summary").conflicts("verbose"),
  new Option("--verbose", "print everything of each firmware, also where there are several"),
  new Option("--watch", "go on, and check again what a changed file concerns"),
  new Option("--no-cache", "judge again what has not changed since an earlier check"),
  new Option("--board <id>", "the board that the firmware is for, such as esp32c3_bare"),
  new Option(
    "--against <base>",
    "fail only for leaks that this base did not have: a commit such as git:origin/main, or a JSON report",
  ),
  new Option("--baseline <file>", "fail only for leaks that are not in this file"),
  new Option("--update-baseline", "write the leaks that are found into it, and drop those that are gone"),
  new Option("--reason <text>", "the reason for accepting the leaks that are written into it"),
  new Option("--owner <name>", "the person or team that answers for them"),
  new Option("--ticket <id>", "the ticket under which they are to be put right"),
  new Option("--expires <day>", "the last day on which they are accepted, such as 2027-01-31").argParser(
    parseDay,
  ),
];

export interface CheckOptions extends BaselineOptions {
  /** `true` when no number is given. */
  readonly explore?: number | boolean;
  readonly require?: string;
  readonly work?: number;
  readonly jobs?: number;
  /** False for `--no-cache`. */
  readonly cache?: boolean;
  readonly board?: string;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly against?: string;
}

/** Fields of the request that options of several commands fill in. */
type SharedField =
  | "targets"
  | "seed"
  | "virtualMicros"
  | "scenario"
  | "untrusted"
  | "reports"
  | "reportFolder";

/** The rest of the request. Throws a UserError for options that contradict each other. */
export function requestOf(
  options: CheckOptions,
): Omit<CheckRequest, SharedField> & { readonly threads: NonNullable<CheckRequest["threads"]> } {
  const { explore, board } = options;
  return {
    explore: explore === true ? DEFAULT_EXPLORE : explore === false ? 0 : (explore ?? null),
    require: options.require ?? null,
    work: options.work ?? 1,
    threads: { jobs: options.jobs ?? availableParallelism(), keep: options.cache !== false },
    board: board ?? null,
    baseline: baselineRequest(options),
    against: options.against ?? null,
  };
}
