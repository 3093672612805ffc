/** Scope of a verdict: what was tried and seen, and what was not. */
import { type ScenarioData, type Step, stepTimes } from "../../../sim/home/scenario.ts";
import type { Place } from "../../../sim/tape/position.ts";
import type { BranchOutcome, MissingMember, PendingTimer, Program } from "../subject.ts";

export interface Scope {
  /** Outcomes of branches in the project's own code; null where they are not known. */
  readonly branches: { readonly ran: number; readonly total: number } | null;
  /** Lines with an outcome that did not happen, in the order of the bytecode. */
  readonly notRun: readonly Place[];
  /** Timers of the first run that had yet to fall due; null where they are not known. */
  readonly timersPending: readonly ScopeTimer[] | null;
  /** Values that each secret took: pairs, corner values and samples. */
  readonly values: number;
  /** Identities of the board that were tried. */
  readonly identities: number;
  /** Keys of settings that are no credentials and were not set in the usual runs. */
  readonly unset: readonly string[];
  /** Members of replies that the firmware asked for and did not get. */
  readonly missingMembers: readonly MissingMember[];
  /** Kinds of steps that happened, sorted. */
  readonly steps: readonly Step["do"][];
  readonly notLookedFor: readonly NotLookedFor[];
}

export interface ScopeTimer {
  readonly dueMicros: number;
  /** Null where the line is not known. */
  readonly place: Place | null;
}

/** Kinds of flows that no verdict speaks of. */
export const NOT_LOOKED_FOR = [
  /** Actions of the native runtime below the bytecode. */
  "native runtime",
  /** Information that radio, power draw and heat tell. */
  "physical side channels",
  /** Credentials in the source that are put together while the firmware runs. */
  "literals made at run time",
  /** Messages that the phone itself sends; judged with `judge: "home"`. */
  "phone",
] as const;
export type NotLookedFor = (typeof NOT_LOOKED_FOR)[number];

/** Share of branch outcomes that ran, 0 to 1; 1 where there are none. */
export function shareRan({ branches }: Pick<Scope, "branches">): number {
  return branches === null || branches.total === 0 ? 1 : branches.ran / branches.total;
}

export function coverageOf(
  { outcomes }: Program,
  ran: ReadonlySet<string>,
): Pick<Scope, "branches" | "notRun"> {
  if (outcomes === null) return { branches: null, notRun: [] };
  const left = outcomes.filter(({ id }) => !ran.has(id));
  const lines = new Map(left.map(({ file, line }: BranchOutcome) => [`${file}:${line}`, { file, line }]));
  return {
    branches: { ran: outcomes.length - left.length, total: outcomes.length },
    notRun: [...lines.values()],
  };
}

export function pendingOf(timers: readonly PendingTimer[] | null): readonly ScopeTimer[] | null {
  return timers?.map(({ dueMicros, position }) => ({ dueMicros, place: position?.blame ?? null })) ?? null;
}

/** Kinds of steps before the end of runs, sorted. */
export function stepKinds(scenarios: readonly ScenarioData[], endMicros: number): readonly Step["do"][] {
  const happened = scenarios.flatMap(stepTimes).filter(({ atMicros }) => atMicros < endMicros);
  return [...new Set(happened.map(({ step }) => step.do))].sort();
}

/** Each once, by place. */
export function missingOf(members: readonly MissingMember[]): readonly MissingMember[] {
  const text = ({ file, line, member }: MissingMember) => `${file} ${String(line).padStart(6)} ${member}`;
  const byText = new Map(members.map((one) => [text(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
