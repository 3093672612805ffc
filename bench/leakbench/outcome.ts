/** Outcome of one case of LeakBench: its policy's answers held against the judge's. */
import { parseDuration } from "../../sim/tape/duration.ts";
import { eventsOf } from "../../src/judge/explore/shorten.ts";
import type { Expected, ExpectedFinding } from "../../src/judge/policy/policy.ts";
import { type Finding, stepsOf } from "../../src/judge/verdict/finding.ts";
import { leaksOf, problemsOf, wordOf } from "../../src/report/reported.ts";
import { problemText } from "../../src/report/words.ts";
import { type Appliance, findAppliances } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import {
  AS_DECLARED,
  buildAppliance,
  type CheckedAppliance,
  checkBuilt,
  observeBuilt,
} from "../../src/tasks/check-appliance.ts";
import { isMarked, markedLines } from "../../src/tasks/expected.ts";
import { type SearchOutcome, searchOutcome } from "./search.ts";

/** From here on a case counts as one that runs for a day. */
const DAY_MICROS = parseDuration("24h")!;

export interface Outcome {
  /** Name of the file without ending: `a01`. */
  readonly id: string;
  readonly mustBeCaught: boolean;
  /** Findings that are expected, and how many of them were found, in the right degree, at a marked line. */
  readonly expected: number;
  readonly found: number;
  readonly degreeRight: number;
  readonly lineRight: number;
  /** Expected findings that say how many bits they are, and how many of those lie in the interval. */
  readonly sized: number;
  readonly sizeRight: number;
  /** Whoever is accused without reason. */
  readonly falseAlarms: readonly string[];
  readonly verdictRight: boolean;
  /** Steps other than waiting in the scenario of each finding. */
  readonly events: readonly number[];
  /** Two runs with equal seeds differed. */
  readonly isNoisy: boolean;
  /** Search for the leak without the scenario; null where there is nothing to search for. */
  readonly search: SearchOutcome | null;
  readonly problems: readonly string[];
  /** Whole time, with the build. */
  readonly seconds: number;
  /** Time of judging, in runs that nobody judges. */
  readonly runs: number;
}

/** True if the case in `file` runs for a day. */
export async function isDayLong(file: string): Promise<boolean> {
  const { policy } = await loadPolicy(findAppliances(file)[0]!);
  return (parseDuration(policy.for ?? "1s") ?? 0) >= DAY_MICROS;
}

export interface CaseRequest {
  readonly file: string;
  readonly seed: number;
}

/** A case of which only the search was measured. */
export interface SearchedCase {
  readonly id: string;
  readonly search: SearchOutcome;
}

/** Searches the case in a file, and judges nothing; null where there is nothing to search for. */
export async function searchedCase({ file, seed }: CaseRequest): Promise<SearchedCase | null> {
  const request = { ...AS_DECLARED, seed };
  const [appliance] = findAppliances(file);
  const loaded = await loadPolicy(appliance);
  if (loaded.policy.expected?.verdict !== "leaks") return null;
  const built = buildAppliance(appliance, loaded, request);
  return { id: idOf(appliance), search: searchOutcome(loaded.policy, built, request) };
}

/** Judges the case in a file. */
export async function outcomeOf({ file, seed }: CaseRequest): Promise<Outcome> {
  const start = performance.now();
  const request = { ...AS_DECLARED, seed };
  const [appliance] = findAppliances(file);
  const loaded = await loadPolicy(appliance);
  const { expected } = loaded.policy;
  if (expected === undefined) throw new Error(`${file}: the policy does not say what is expected`);
  const built = buildAppliance(appliance, loaded, request);
  const [, plainSeconds] = timed(() => observeBuilt(loaded, built, request));
  const [report, judgeSeconds] = timed(() => checkBuilt(appliance, loaded, built, request));
  const isSearched = expected.verdict === "leaks" && /\/[ej]/.test(appliance.name);
  const search = isSearched ? searchOutcome(loaded.policy, built, request) : null;
  return {
    id: idOf(appliance),
    mustBeCaught: appliance.name.includes("/f") && expected.verdict === "leaks",
    ...compared({ report, image: built.image }, expected),
    search,
    problems: (problemsOf(report) ?? []).map(problemText),
    seconds: (performance.now() - start) / 1000,
    // Two twins run to be observed.
    runs: (2 * judgeSeconds) / plainSeconds,
  };
}

function idOf({ name }: Appliance): string {
  return name.split("/").at(-1)!;
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  return [work(), (performance.now() - start) / 1000];
}

function compared({ report, image }: Pick<CheckedAppliance, "report" | "image">, expected: Expected) {
  const leaks = leaksOf(report);
  const marks = image === null ? [] : markedLines(image);
  const wanted = expected.findings ?? [];
  const matching = (want: ExpectedFinding) =>
    leaks.filter((f) => f.secret === want.secret && f.observer === want.observer);
  const count = (test: (want: ExpectedFinding) => boolean) => wanted.filter(test).length;
  const isAtMark = ({ source, secret }: Finding) => source !== null && isMarked(marks, source, secret);
  const sized = wanted.filter((want) => want.bits !== undefined);
  return {
    expected: wanted.length,
    found: count((want) => matching(want).length > 0),
    degreeRight: count((want) => matching(want).some((f) => f.degree === want.degree)),
    lineRight: count((want) => matching(want).some(isAtMark)),
    sized: sized.length,
    sizeRight: sized.filter((want) =>
      matching(want).some((f) => f.bits !== null && f.bits.low <= want.bits! && want.bits! <= f.bits.high),
    ).length,
    falseAlarms: leaks
      .filter((f) => !wanted.some((want) => want.secret === f.secret && want.observer === f.observer))
      .map((f) => `${f.secret} ${f.degree} to ${f.observer}`),
    verdictRight: wordOf(report) === expected.verdict,
    events: leaks.map((f) => eventsOf(stepsOf(f))),
    isNoisy: report.kind === "firmware" && report.verdict.because.kind === "noise",
  };
}
