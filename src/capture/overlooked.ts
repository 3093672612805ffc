/**
 * Values that stand in a file as they are, though no reader came by: in members, blocks and trailers that mean nothing to
 * it. Every byte of the file is compared, whatever it is taken for. Values that are torn, though no reader knew why, show
 * by their parts.
 */
import { toBytes } from "../../sim/tape/bytes.ts";
import type { KnownSecret } from "./known-secret.ts";
import type { Search, Sight } from "./search.ts";

/** Shorter values occur by chance. */
const MIN_VALUE_BYTES = 8;

interface Value {
  readonly secret: string;
  readonly bytes: Uint8Array;
  /** The first place, in words; null while there is none. */
  where: string | null;
  /** From each of its bytes on, how many of them stand in a row somewhere in the file. */
  readonly runs: Uint8Array;
}

/** Shortest part of a value that counts: fewer bytes are there by chance. */
const MIN_PART_BYTES = 4;
/** Bytes of a value that may be missing: a part that is too short. */
const MAX_MISSING_BYTES = MIN_PART_BYTES - 1;
const PAIRS = 65_536;
/** Places from one look at a pair to the next. */
const STRIDE = MIN_PART_BYTES - 1;

export class Overlooked {
  private readonly values: Value[];
  private readonly longest: number;
  /** By two neighbouring bytes, the values and their places that have them. */
  private readonly pairs = new Map<number, (readonly [value: Value, at: number])[]>();
  private readonly isInside = new Uint8Array(PAIRS);

  constructor(secrets: readonly KnownSecret[]) {
    this.values = secrets
      .flatMap(({ name, values }) => values.map((text) => ({ secret: name, bytes: toBytes(text) })))
      .filter(({ bytes }) => bytes.length >= MIN_VALUE_BYTES)
      .map((value) => ({ ...value, where: null, runs: new Uint8Array(value.bytes.length) }));
    this.longest = Math.max(1, ...this.values.map(({ bytes }) => bytes.length));
    for (const value of this.values) {
      for (let at = 0; at + 1 < value.bytes.length; at++) {
        const pair = (value.bytes[at] << 8) | value.bytes[at + 1];
        this.pairs.set(pair, [...(this.pairs.get(pair) ?? []), [value, at]]);
        this.isInside[pair] = 1;
      }
    }
  }

  /** Compares the pieces of one stream of bytes: the file, or what it is unpacked to. */
  watch(): (piece: Uint8Array) => void {
    let before: Uint8Array = new Uint8Array();
    let offset = 0;
    return (piece) => {
      const border = Buffer.concat([before, piece.subarray(0, this.longest)]);
      this.look(border, offset - before.length);
      this.look(piece, offset);
      offset += piece.length;
      const tail = piece.length >= this.longest ? piece : Buffer.concat([before, piece]);
      before = tail.slice(-this.longest);
    };
  }

  /** Names of secrets of which nothing was found, but all parts are there. */
  torn(search: Search): string[] {
    const found = new Set(search.results().map(({ finding }) => finding.secret));
    const names = this.values
      .filter(({ secret, where, bytes, runs }) => {
        return where === null && !found.has(secret) && coveredBytes(runs) >= bytes.length - MAX_MISSING_BYTES;
      })
      .map(({ secret }) => secret);
    return [...new Set(names)].sort();
  }

  /** Reports values of which nothing was found otherwise. */
  tell(search: Search, sight: Sight): void {
    const found = new Set(search.results().map(({ finding }) => finding.secret));
    for (const { secret, bytes, where } of this.values) {
      if (where === null || found.has(secret)) continue;
      const thread = search.thread(() => sight);
      thread.push(bytes, { atMicros: 0, where });
      thread.close();
    }
  }

  /** Every part has a pair at each of {@link STRIDE} neighbouring places: one of them is looked at. */
  private look(bytes: Uint8Array, start: number): void {
    const { isInside } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 1 < bytes.length; at += STRIDE) {
      const pair = view.getUint16(at);
      if (isInside[pair] === 0) continue;
      for (const [value, inside] of this.pairs.get(pair)!) note(value, inside, bytes, at, start);
    }
  }
}

/** Notes the bytes of a value that stand in a row around `at`, where its byte `inside` is. */
function note(value: Value, inside: number, bytes: Uint8Array, at: number, start: number): void {
  const wanted = value.bytes;
  let before = 0;
  while (before < inside && before < at && bytes[at - before - 1] === wanted[inside - before - 1]) before++;
  let end = inside + 2;
  while (end < wanted.length && bytes[at + end - inside] === wanted[end]) end++;
  for (let from = inside - before; from < end; from++)
    value.runs[from] = Math.max(value.runs[from], end - from);
  if (before !== inside || end < wanted.length) return;
  value.where ??= `at offset 0x${(start + at - before).toString(16)} of the file, beside what was read`;
}

/** Most bytes of a value that parts of it cover which follow each other. */
function coveredBytes(runs: Uint8Array): number {
  const most = new Uint16Array(runs.length + 1);
  for (let at = runs.length - 1; at >= 0; at--) {
    most[at] = most[at + 1];
    for (let length = MIN_PART_BYTES; length <= runs[at]; length++)
      most[at] = Math.max(most[at], length + most[at + length]);
  }
  return most[0];
}
