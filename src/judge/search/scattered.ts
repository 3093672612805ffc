/**
 * Finds a value that is told piece by piece with other bytes in between, wherever they are: in numbered requests, in
 * several members of a document, in frames. What differs between two runs in which only the secret does are the
 * pieces; put together in the order in which they were sent, they are searched for the value.
 */
import { concat } from "../../../sim/tape/bytes.ts";
import type { Observer, TapeEvent } from "../../../sim/tape/tape.ts";
import { type Difference, isLinkData } from "../compare/twins.ts";
import type { Hit } from "./hit.ts";
import type { Scanner } from "./scan.ts";

/** More bytes that differ are an upload or ciphertext. */
const MAX_PIECES_BYTES = 65_536;

/** A part of a hit in one event's payload; the last one completes the value. */
export type Part = Hit & { readonly isLast: boolean };

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Bytes of one event that are put together with others. */
export interface Piece extends Range {
  readonly event: TapeEvent;
}

/** Pieces of secrets in the first run's events, by observer and secret. */
export class ScatteredSecrets {
  private readonly known = new Map<string, Map<TapeEvent, Part[]>>();

  constructor(private readonly scanner: Scanner) {}

  /** The parts that `event` has in what `observer` gets to know of `secret`, as far as differences have shown. */
  of(secret: string, observer: Observer, event: TapeEvent): readonly Part[] {
    return this.known.get(`${observer} ${secret}`)?.get(event) ?? [];
  }

  /** Looks for `secret` in how two runs differ, outside of what is released of an event to its observer. */
  learn(
    secret: string,
    differences: readonly Difference[],
    released: (event: TapeEvent, observer: Observer) => readonly Range[],
  ): void {
    for (const [observer, group] of [...together(differences, false), ...together(differences, true)]) {
      const runs = group.map((difference) => runsOf(difference, released(difference.a!, observer)));
      // Digits of both values may agree by chance: what lies between two runs may belong to the piece.
      const covers = runs.map((pieces) =>
        pieces.length < 2 ? pieces : [{ ...pieces[0], end: pieces[pieces.length - 1].end }],
      );
      for (const pieces of [covers.flat(), runs.flat()]) {
        if (this.search(secret, observer, pieces)) break;
      }
    }
  }

  private search(secret: string, observer: Observer, pieces: readonly Piece[]): boolean {
    const size = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
    if (pieces.length < 2 || size > MAX_PIECES_BYTES) return false;
    const hits = this.scanner.scan(joined(pieces)).filter((hit) => hit.secret === secret);
    const key = `${observer} ${secret}`;
    const parts = this.known.get(key) ?? new Map<TapeEvent, Part[]>();
    this.known.set(key, parts);
    for (const hit of hits) addParts(parts, hit, pieces);
    return hits.length > 0;
  }
}

/**
 * Contents of equal length that one observer sees on one channel; at servers, from the same one. `apart` keeps what
 * different places send apart: a library that logs a thing twice repeats each piece.
 */
function together(differences: readonly Difference[], apart: boolean): [Observer, Difference[]][] {
  const groups = new Map<string, [Observer, Difference[]]>();
  for (const difference of differences) {
    const { observer, what, a, b } = difference;
    if (what !== "content" || a!.payload!.length !== b!.payload!.length || a!.platform !== undefined)
      continue;
    const host = observer === "endpoint" ? a!.to?.replace(/:\d+$/, "") : "";
    const key = [observer, a!.channel, host, apart ? a!.position?.stack[0]?.site : ""].join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [observer, [difference]]);
    else group[1].push(difference);
  }
  return [...groups.values()];
}

/** The stretches of the first run's event that differ. */
function runsOf({ a, b }: Difference, released: readonly Range[]): Piece[] {
  const event = a!;
  const [x, y] = [event.payload!, b!.payload!];
  const counts = (at: number) =>
    !isLinkData(event, at) && !released.some((range) => range.start <= at && at < range.end);
  const pieces: Piece[] = [];
  let start = -1;
  for (let at = 0; at <= x.length; at++) {
    const differs = at < x.length && x[at] !== y[at] && counts(at);
    if (differs && start < 0) start = at;
    if (differs || start < 0) continue;
    pieces.push({ event, start, end: at });
    start = -1;
  }
  return pieces;
}

export function joined(pieces: readonly Piece[]): Uint8Array {
  return concat(...pieces.map(({ event, start, end }) => event.payload!.subarray(start, end)));
}

/** Adds the parts of a hit in pieces that were put together to those of the events that the pieces are from. */
export function addParts(parts: Map<TapeEvent, Part[]>, hit: Hit, pieces: readonly Piece[]): void {
  for (const [event, part] of partsOf(hit, pieces)) {
    const known = parts.get(event);
    if (known === undefined) parts.set(event, [part]);
    else known.push(part);
  }
}

/** Parts of the events that a hit in their pieces, put together, covers. */
function partsOf(hit: Hit, pieces: readonly Piece[]): [TapeEvent, Part][] {
  const found: [TapeEvent, Part][] = [];
  let at = 0;
  for (const { event, start, end } of pieces) {
    const from = Math.max(hit.start, at);
    const to = Math.min(hit.end, at + end - start);
    if (from < to) {
      const range = { start: start + from - at, end: start + to - at };
      found.push([event, { ...hit, ...range, isLast: hit.end <= at + end - start }]);
    }
    at += end - start;
  }
  return isSpread(found.map(([event, part]) => [event, part.end - part.start])) ? found.map(asSpread) : found;
}

/** Single bytes with others in between, within one event: somebody has to know which ones. */
function isSpread(parts: readonly (readonly [TapeEvent, number])[]): boolean {
  const events = new Set(parts.map(([event]) => event));
  return events.size < parts.length && parts.every(([, size]) => size === 1);
}

function asSpread([event, part]: [TapeEvent, Part]): [TapeEvent, Part] {
  return [event, { ...part, degree: "encoded", chain: [...part.chain, "bytes in between"] }];
}
