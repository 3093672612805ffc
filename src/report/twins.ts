/** Twins for a report: the run in which a finding shows beside one with another value of its secret. */
import { type Cpu, INSTANT, workMicros } from "../../sim/device/cpu.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { compareRuns, type Difference, type EventPair, pairsOf } from "../judge/compare/twins.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { MASK, type TwinRow, type TwinSight, type Twins } from "./document.ts";
import { maskedApart, OTHER_MASK } from "./masked-apart.ts";
import type { ShownRun, ShownVariation } from "./shown-runs.ts";

/** Steps before and after the first difference. */
const BEFORE = 2;
const AFTER = 3;

/** A twin in which a finding shows. */
export interface FoundTwin {
  readonly run: ShownRun;
  readonly twin: ShownVariation;
  /** All that the observer sees of both runs. */
  readonly pairs: readonly EventPair[];
  /** The observer's differences, but for those that the platform lets be known. */
  readonly differences: readonly Difference[];
  /** Place among the pairs of the first difference at the finding's line. */
  readonly first: number;
}

/** Null where no variation makes a difference that the finding's observer sees at its line. `cpu` is the board's. */
export function findTwin(
  finding: Finding,
  run: ShownRun,
  variations: Iterable<ShownVariation>,
  cpu: Cpu,
): FoundTwin | null {
  const { observer, from } = finding;
  const home = from !== "device";
  for (const twin of variations) {
    const isOtherLength = twin.pair === "longer" || twin.pair === "word";
    const differences = compareRuns(run.tape, twin.tape, { home, cpu: isOtherLength ? INSTANT : cpu }).filter(
      (difference) => difference.observer === observer && isTelling(difference),
    );
    const found = differences.find((difference) => isAtLine(difference, finding));
    if (found === undefined) continue;
    const pairs = pairsOf(run.tape, twin.tape, observer, home);
    return { run, twin, pairs, differences, first: pairs.findIndex((pair) => isOf(found, pair)) };
  }
  return null;
}

/** Ranges of an event of the first run that are others in the twin, in order. */
export function changedBytes({ pairs }: FoundTwin, event: TapeEvent): Range[] {
  const other = pairs.find(([first]) => first === event)?.[1];
  if (event.payload === null || other?.payload == null) return [];
  return event.payload.length === other.payload.length
    ? changedRuns(event.payload, other.payload)
    : changedMiddle(event.payload, other.payload);
}

/**
 * Rows around the first difference. Without `shows` contents stay out: parts of a secret that redaction does not know may
 * be in them. With a `cpu`, the time of computing is told.
 */
export function twinsOf(found: FoundTwin, { shows, cpu }: { shows: boolean; cpu: Cpu | null }): Twins {
  const { run, twin, pairs, differences, first } = found;
  const rows = pairs.slice(Math.max(0, first - BEFORE), first + AFTER + 1).map(
    (pair): TwinRow => ({
      ...row(pair, { run, twin, shows, cpu }),
      differs: differences.some((one) => isOf(one, pair)),
    }),
  );
  return { pair: twin.pair, rows };
}

/** False for what the platform lets be known. */
function isTelling({ a, b }: Difference): boolean {
  return (a ?? b)!.platform === undefined;
}

function isAtLine({ a, b }: Difference, { source }: Finding): boolean {
  const place = (a ?? b)!.position?.blame;
  return place?.file === source?.file && place?.line === source?.line;
}

function isOf({ a, b }: Difference, [first, second]: EventPair): boolean {
  return a === first && b === second;
}

/** Bytes that are equal by chance between others that are not. */
const MAX_CHANCE_BYTES = 6;

function changedRuns(a: Uint8Array, b: Uint8Array): Range[] {
  const runs: Range[] = [];
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at]) continue;
    const last = runs.at(-1);
    if (last !== undefined && at - last.end <= MAX_CHANCE_BYTES)
      runs[runs.length - 1] = { start: last.start, end: at + 1 };
    else runs.push({ start: at, end: at + 1 });
  }
  return runs;
}

/** What lies between the beginning and the end that both share. */
function changedMiddle(a: Uint8Array, b: Uint8Array): Range[] {
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < least - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const end = a.length - tail;
  return start === end ? [] : [{ start, end }];
}

interface Showing {
  readonly run: ShownRun;
  readonly twin: ShownRun;
  readonly shows: boolean;
  readonly cpu: Cpu | null;
}

function row([a, b]: EventPair, { run, twin, shows, cpu }: Showing): Omit<TwinRow, "differs"> {
  const textOf = (event: TapeEvent | null, { report }: ShownRun) =>
    event === null || !shows ? null : (report.payload(event)?.replaceAll("\r\n", "\n") ?? null);
  const [first, second] = contents(textOf(a, run), textOf(b, twin));
  return { first: sight(a, run, first, cpu), second: sight(b, twin, second, cpu) };
}

/** Contents of one step in both runs. What only one of them has is masked as a whole. */
function contents(first: string | null, second: string | null): [string | null, string | null] {
  if (first !== null && second !== null) return maskedApart(first, second);
  return [first === null ? null : MASK, second === null ? null : OTHER_MASK];
}

function sight(
  event: TapeEvent | null,
  { report }: ShownRun,
  content: string | null,
  cpu: Cpu | null,
): TwinSight | null {
  if (event === null) return null;
  const { atMicros, sizeBytes, work, position } = event;
  const computedMicros = cpu === null || work === undefined ? null : workMicros(cpu, work);
  const { file, line } = position?.blame ?? { file: "", line: 0 };
  const place = position?.blame == null ? null : { file, line };
  return { atMicros, what: report.heading(event), sizeBytes, place, content, computedMicros };
}
