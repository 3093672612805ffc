/** Twins for a report: the run in which a finding shows beside one with another value of its secret. */
import { type Cpu, INSTANT, workMicros } from "../../sim/device/cpu.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { compareRuns, type Difference, type EventPair, pairsOf } from "../judge/compare/twins.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { MASK, type TwinRow, type TwinSight, type Twins } from "./document.ts";
import { maskedApart } from "./masked-apart.ts";
import type { ShownRun, ShownVariation } from "./shown-runs.ts";

/** Steps before and after the first difference. */
const BEFORE = 2;
const AFTER = 3;

/**
 * Null where no variation makes a difference that the finding's observer sees at the finding's line. Without `shows` contents
 * stay out: parts of a secret that redaction does not know may be in them. `cpu` is the board's, by which work takes time.
 */
export function twinsOf(
  finding: Finding,
  run: ShownRun,
  variations: Iterable<ShownVariation>,
  { shows, cpu }: { readonly shows: boolean; readonly cpu: Cpu },
): Twins | null {
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
    const first = pairs.findIndex((pair) => isOf(found, pair));
    const sights = (pair: EventPair) =>
      row(pair, { run, twin, shows, cpu: finding.how === "work" ? cpu : null });
    const rows = pairs
      .slice(Math.max(0, first - BEFORE), first + AFTER + 1)
      .map((pair) => ({ ...sights(pair), differs: differences.some((one) => isOf(one, pair)) }));
    return { pair: twin.pair, rows };
  }
  return null;
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

interface Showing {
  readonly run: ShownRun;
  readonly twin: ShownRun;
  readonly shows: boolean;
  /** Null where the time of computing is not what differs. */
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
  return [first === null ? null : MASK, second === null ? null : MASK];
}

function sight(
  event: TapeEvent | null,
  { report }: ShownRun,
  content: string | null,
  cpu: Cpu | null,
): TwinSight | null {
  if (event === null) return null;
  const { atMicros, sizeBytes, work } = event;
  const computedMicros = cpu === null || work === undefined ? null : Math.round(workMicros(cpu, work));
  return { atMicros, sizeBytes, summary: report.withoutContent(event), content, computedMicros };
}
