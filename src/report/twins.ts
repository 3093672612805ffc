/** Twins for a report: the run in which a finding shows beside one with another value of its secret. */
import { type Cpu, INSTANT, workMicros } from "../../sim/device/cpu.ts";
import type { Observer, TapeEvent } from "../../sim/tape/tape.ts";
import { compareRuns, type Difference, type EventPair, pairsOf } from "../judge/compare/twins.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { isSameLine, sourceOf } from "../judge/verdict/source.ts";
import type { EventHead, TwinRow, TwinSight, Twins } from "./document.ts";
import { maskedApart } from "./masked-apart.ts";
import { MASK, OTHER_MASK } from "./masks.ts";
import type { ShownRun, ShownVariation } from "./shown-runs.ts";
import { changedBytes } from "./veil.ts";
import { blamed } from "./veiled-events.ts";

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
  const { observer, from, source } = finding;
  const home = from !== "device";
  for (const twin of variations) {
    const isOtherLength = twin.pair === "longer" || twin.pair === "word";
    const differences = compareRuns(run.tape, twin.tape, { home, cpu: isOtherLength ? INSTANT : cpu }).filter(
      (difference) => difference.observer === observer && isTelling(difference),
    );
    const found = differences.find(({ a, b }) => isSameLine(sourceOf((a ?? b)!), source));
    if (found === undefined) continue;
    const pairs = pairsOf(run.tape, twin.tape, observer, home);
    return { run, twin, pairs, differences, first: pairs.findIndex((pair) => isOf(found, pair)) };
  }
  return null;
}

/** Ranges of an event of the first run that are others in the twin, in order. */
export function changedIn({ pairs }: FoundTwin, event: TapeEvent): Range[] {
  const other = pairs.find(([first]) => first === event)?.[1];
  return event.payload === null || other?.payload == null ? [] : changedBytes(event.payload, other.payload);
}

/**
 * Rows around the first difference at the line. Without `shows` contents stay out: a credential that is the user's own may
 * be in them. With a `cpu`, the time of computing is told.
 */
export function twinsOf(found: FoundTwin, { observer }: Finding, how: Omit<Showing, "observer">): Twins {
  const { twin, pairs, differences, first } = found;
  const from = Math.max(0, first - BEFORE);
  const rows = pairs.slice(from, first + AFTER + 1).map((pair, at) => ({
    ...row(pair, found, { ...how, observer }),
    differs: differences.some((one) => isOf(one, pair)),
    isFirst: from + at === first,
  }));
  // Steps of one run alone, which the platform lets be known, are no difference and no step of both.
  const shown = rows.filter(({ first: a, second: b, differs }) => differs || (a !== null && b !== null));
  return {
    pair: twin.pair,
    rows: shown.map(({ isFirst: _, ...rest }) => rest),
    first: shown.findIndex(({ isFirst }) => isFirst),
  };
}

/** False for what the platform lets be known. */
function isTelling({ a, b }: Difference): boolean {
  return (a ?? b)!.platform === undefined;
}

function isOf({ a, b }: Difference, [first, second]: EventPair): boolean {
  return a === first && b === second;
}

interface Showing {
  readonly observer: Observer;
  readonly shows: boolean;
  /** Null where the time of computing is not what differs. */
  readonly cpu: Cpu | null;
}

function row([a, b]: EventPair, { run, twin }: FoundTwin, showing: Showing): Omit<TwinRow, "differs"> {
  const { observer, shows } = showing;
  const [first, second] = shows
    ? contents(
        a === null ? null : run.events.raw(a),
        b === null ? null : twin.events.raw(b),
        a === null ? null : run.events.masked(a, observer),
      )
    : [null, null];
  const heading = a === null ? null : run.events.heading(a, observer);
  return {
    first: a === null ? null : sight(a, heading!, first, showing),
    // Of what only the twin has, nothing can be held against the first run.
    second: b === null ? null : sight(b, heading ?? bareHead(b), second, showing),
  };
}

/** Contents of one step in both runs; `shown` is the first as it may be shown. What cannot be held apart is masked as a whole. */
function contents(
  first: string | null,
  second: string | null,
  shown: string | null,
): [string | null, string | null] {
  if (first !== null && second !== null && shown !== null) return maskedApart(first, second, shown);
  return [first === null ? null : MASK, second === null ? null : OTHER_MASK];
}

function sight(
  { atMicros, sizeBytes, work, position }: TapeEvent,
  head: EventHead,
  content: string | null,
  { cpu }: Showing,
): TwinSight {
  const computedMicros = cpu === null || work === undefined ? null : workMicros(cpu, work);
  return { ...head, atMicros, sizeBytes, place: blamed(position), content, computedMicros };
}

function bareHead({ from, channel, kind }: TapeEvent): EventHead {
  return { from, channel, kind, to: null };
}
