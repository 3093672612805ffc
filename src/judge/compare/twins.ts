/**
 * The second instrument: noninterference (J. Goguen, J. Meseguer: "Security policies and security models",
 * IEEE S&P 1982). Two runs that are equal in everything but one secret must look the same to an observer.
 */
import { DEVICE_ID } from "../../../sim/bus/frame.ts";
import { type Cpu, INSTANT, workMicros } from "../../../sim/device/cpu.ts";
import { QUIET_ANNOUNCE_MICROS } from "../../../sim/engine/quiet.ts";
import { toHex } from "../../../sim/tape/bytes.ts";
import { OBSERVERS, type Observer, type Sender, type Tape, type TapeEvent } from "../../../sim/tape/tape.ts";

/** Difference between two runs at one place for one observer. */
export interface Difference {
  readonly observer: Observer;
  /**
   * Kind of difference: content, its length, the other side, the time, or that something was sent
   * at all; `work` is time that differs only because the device computed longer.
   */
  readonly what: "content" | "size" | "peer" | "time" | "work" | "presence";
  /** The event of the first run; null when only the second has it. */
  readonly a: TapeEvent | null;
  readonly b: TapeEvent | null;
}

/**
 * Instants closer than this are the same instant to an observer, microseconds. Twenty can be told apart across the
 * Internet when a thing is measured often enough (S. Crosby, D. Wallach, R. Riedi: "Opportunities and limits of
 * remote timing attacks", ACM TISSEC 12, 2009); on a wire a logic analyser does it at once; who watches a light
 * has a camera.
 */
export const TIME_RESOLUTION_MICROS: Readonly<Record<Observer, number>> = {
  endpoint: 20,
  network: 20,
  air: 20,
  bus: 10,
  cable: 10,
  flash: Number.POSITIVE_INFINITY,
  bystander: 1_000,
};

/** Largest table for aligning two stretches that differ, cells; beyond it they are compared in order. */
const MAX_ALIGNMENT_CELLS = 4_000_000;

/** Those in a home that know its credentials: the device, and who hands them to it. */
const HOME: readonly Sender[] = ["device", "phone", "commissioner"];

/** Events of the device that one observer sees, in order; of the home when that is judged. */
export function view(tape: Tape, observer: Observer, home = false): TapeEvent[] {
  return tape.events.filter(
    ({ from, observers }) => (home ? HOME.includes(from) : from === "device") && observers.includes(observer),
  );
}

export interface Comparison {
  /** Events of the phone and of other devices that know the home's credentials count too. */
  readonly home?: boolean;
  /** CPU of the device: its time for a unit of work; without it computing takes no time. */
  readonly cpu?: Cpu;
  /** Shortest difference in time that counts, besides what each observer can tell apart; default: none. */
  readonly leastMicros?: number;
}

/** All differences between two runs, by observer, in the order of the first run. */
export function compareRuns(
  a: Tape,
  b: Tape,
  { home = false, cpu = INSTANT, leastMicros = 0 }: Comparison = {},
): Difference[] {
  const calms = calmsOf(a, b);
  return OBSERVERS.flatMap((observer) => {
    const resolution = Math.max(leastMicros, TIME_RESOLUTION_MICROS[observer]);
    return compareViews(observer, pairsOf(a, b, observer, home, calms), { cpu, resolution, leastMicros });
  });
}

/** Events of one step of the program in two runs; null where one of them does not have it. */
export type EventPair = readonly [TapeEvent | null, TapeEvent | null];

/** All that an observer sees of two runs, step by step, in the order of the first run. */
export function pairsOf(
  a: Tape,
  b: Tape,
  observer: Observer,
  home = false,
  calms = calmsOf(a, b),
): EventPair[] {
  const seen = (tape: Tape) => stirring(view(tape, observer, home), calms);
  return align(seen(a), seen(b));
}

/** The same whoever sent it, with all announcements. */
export function allPairsOf(a: Tape, b: Tape, observer: Observer): EventPair[] {
  const seen = ({ events }: Tape) => events.filter(({ observers }) => observers.includes(observer));
  return align(seen(a), seen(b));
}

/** Stretches of time, as long as from one announcement to the next, in or beside which it was calm. */
function calmsOf(...tapes: readonly Tape[]): ReadonlySet<number> {
  const calm = tapes.flatMap(({ events }) => events.filter(({ repeats }) => repeats === "calm"));
  return new Set(calm.map(stretchOf).flatMap((stretch) => [stretch - 1, stretch, stretch + 1]));
}

function stretchOf({ atMicros }: TapeEvent): number {
  return Math.floor(atMicros / QUIET_ANNOUNCE_MICROS);
}

/**
 * Without announcements that repeat themselves while it is calm in one of the runs: how many there are is the
 * simulation's doing, and they say nothing but that the device lives.
 */
function stirring(events: TapeEvent[], calms: ReadonlySet<number>): TapeEvent[] {
  return events.filter((event) => event.repeats === undefined || !calms.has(stretchOf(event)));
}

function compareViews(
  observer: Observer,
  pairs: readonly EventPair[],
  { cpu, resolution, leastMicros }: Required<Omit<Comparison, "home">> & { readonly resolution: number },
): Difference[] {
  const differences: Difference[] = [];
  let delay = 0;
  let busy = 0;
  let atMicros = 0;
  const overtaken = leastMicros > 0 ? swapped(pairs, resolution) : new Set();
  for (const [x, y] of pairs) {
    if (x === null || y === null) {
      if (overtaken.has(x ?? y)) continue;
      differences.push({ observer, what: "presence", a: x, b: y });
      continue;
    }
    const [what = null, ...more] = compareEvents(x, y);
    for (const one of more) differences.push({ observer, what: one, a: x, b: y });
    const later = y.atMicros - x.atMicros;
    const computed = workMicros(cpu, (y.work ?? 0) - (x.work ?? 0));
    // Whoever waits for a moment in time makes up for what was computed longer before.
    if (x.atMicros !== atMicros) busy = 0;
    if (what !== null) differences.push({ observer, what, a: x, b: y });
    else if (Math.abs(later - delay) >= resolution) differences.push({ observer, what: "time", a: x, b: y });
    else if (Math.abs(computed - busy) >= resolution)
      differences.push({ observer, what: "work", a: x, b: y });
    delay = later;
    busy = computed;
    atMicros = x.atMicros;
  }
  return differences;
}

/**
 * Events that both runs have at the same instant, but in another order: where instants are told apart no finer than that,
 * which of two came first is not told either. Where it depends on how long something computes, the usual runs tell of the
 * computing itself, and much finer.
 */
function swapped(pairs: readonly EventPair[], resolution: number): ReadonlySet<unknown> {
  const ofB = pairs.flatMap(([x, y]) => (x === null && y !== null ? [y] : []));
  const found = new Set<TapeEvent>();
  for (const [x, y] of pairs) {
    if (x === null || y !== null) continue;
    const partner = ofB.find(
      (other) =>
        !found.has(other) &&
        Math.abs(other.atMicros - x.atMicros) < resolution &&
        isSameStep(x, other) &&
        compareEvents(x, other).length === 0,
    );
    if (partner !== undefined) found.add(x).add(partner);
  }
  return found;
}

/** All ways in which two events that are the same step differ but for their time. */
function compareEvents(a: TapeEvent, b: TapeEvent): Difference["what"][] {
  if (a.kind === "program hash") return [];
  // A connection's peer is compared once, where it is opened.
  const peer = a.to !== b.to && (a.stream === null || a.kind === "connect") ? (["peer"] as const) : [];
  if (a.payload !== null && b.payload !== null && !samePayload(a, b)) {
    // A name in flash is chosen like its contents.
    return ["content", ...(a.channel === "flash" ? peer : [])];
  }
  if (a.sizeBytes !== b.sizeBytes) return ["size"];
  return [...peer];
}

/** Equal but for link data. */
function samePayload(a: TapeEvent, b: TapeEvent): boolean {
  const x = a.payload!;
  const y = b.payload!;
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== y[i] && !isLinkData(a, i)) return false;
  }
  return true;
}

export function isLinkData(event: TapeEvent, at: number): boolean {
  return event.linkData?.some(([start, end]) => start <= at && at < end) === true;
}

/** Pairs events that stand for the same step of the program; what has no partner is paired with null. */
function align(a: TapeEvent[], b: TapeEvent[]): [TapeEvent | null, TapeEvent | null][] {
  const pairs: [TapeEvent | null, TapeEvent | null][] = [];
  let head = 0;
  while (head < a.length && head < b.length && isSameStep(a[head], b[head])) {
    pairs.push([a[head], b[head]]);
    head++;
  }
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    isSameStep(a[a.length - 1 - tail], b[b.length - 1 - tail])
  ) {
    tail++;
  }
  pairs.push(...alignMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)));
  for (let i = tail; i > 0; i--) pairs.push([a[a.length - i], b[b.length - i]]);
  return pairs;
}

/** Longest common subsequence of steps. */
function alignMiddle(a: TapeEvent[], b: TapeEvent[]): [TapeEvent | null, TapeEvent | null][] {
  const pairs: [TapeEvent | null, TapeEvent | null][] = [];
  const width = b.length + 1;
  if ((a.length + 1) * width > MAX_ALIGNMENT_CELLS) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) pairs.push([a[i] ?? null, b[i] ?? null]);
    return pairs;
  }
  const stepsA = a.map(step);
  const stepsB = b.map(step);
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        stepsA[i] === stepsB[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && stepsA[i] === stepsB[j]) pairs.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      pairs.push([a[i++], null]);
    } else pairs.push([null, b[j++]]);
  }
  return pairs;
}

/** True if two events are one step: same channel, kind, place in the program and reporter. */
function isSameStep(a: TapeEvent, b: TapeEvent): boolean {
  if (a.channel !== b.channel || a.kind !== b.kind || a.position?.step !== b.position?.step) return false;
  return isSameReporter(a, b);
}

/**
 * True unless both frames are reports with different device ids. The board has an id for itself
 * and one for what firmware serves.
 */
function isSameReporter(a: TapeEvent, b: TapeEvent): boolean {
  if (a.channel !== "frame" || a.kind !== "report" || a.payload === null || b.payload === null) return true;
  for (let at = DEVICE_ID.start; at < DEVICE_ID.end; at++) {
    if (a.payload[at] !== b.payload[at]) return false;
  }
  return true;
}

/** Equal for events that are the same step. */
function step(event: TapeEvent): string {
  const { channel, kind, position, payload } = event;
  const isReport = channel === "frame" && kind === "report" && payload !== null;
  const reporter = isReport ? toHex(payload.subarray(DEVICE_ID.start, DEVICE_ID.end)) : "";
  return `${channel} ${kind} ${position?.step ?? ""} ${reporter}`;
}
