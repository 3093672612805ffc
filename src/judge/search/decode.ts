/** Takes one layer of encoding off: what a reader of the bytes would try. */

import { concatAll } from "../../../sim/tape/bytes.ts";
import { unmaskedFrames } from "../read/masked-frames.ts";
import { type ByteClass, byteClass, gapsOf, type Range, runsAround, runsOf } from "./byte-class.ts";
import { unpack } from "./compressed.ts";
import { unchunked } from "./container.ts";
import {
  type DigitReader,
  readAscii85,
  readBase32,
  readBase58,
  readBase64,
  readBase85,
  readBinary,
  readHex,
  readLists,
} from "./digits.ts";
import { ALPHABETS } from "./encodings.ts";
import { unescaped } from "./escape.ts";
import { Marks } from "./marks.ts";
import { Origins } from "./origin.ts";
import { isText, textRuns } from "./text-run.ts";

export interface Layer {
  /** As it appears in a finding's chain. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly origins: Origins;
  /** Bytes are where they were, in pieces: what lies open in it lies open. */
  readonly isContainer?: true;
}

/** Place of the bytes that a layer is taken off. */
export interface Place {
  /** Number of layers that have been taken off before. */
  readonly depth: number;
  /** Begins in the middle of something: a run at its very start may have begun before it. */
  readonly isContinued: boolean;
}

/** From so many runs of one kind on they are put together, as one layer. */
const MAX_SINGLE_RUNS = 24;
/** Between runs that are put together. */
const GAP = 0x0a;

/** Kinds of digits: how the runs of each are found and read. */
interface Kind {
  readonly name: string;
  readonly members: ByteClass;
  /** Shortest run worth reading, bytes. */
  readonly least: number;
  readonly most?: number;
  /** Digits of a group, that is read as whole bytes; the run may begin with another group's end. */
  readonly group: number;
  /** Digits after which another group may begin, for what stands before is no part of it: within so many bytes. */
  readonly prefix?: { readonly separators: ByteClass; readonly most: number };
  /** Only runs of which a part is among these: digits that base 64 lacks. */
  readonly own?: ByteClass;
  /** Only runs that are no part of a longer one of letters and digits. */
  readonly isWord?: true;
  /** Only runs that have a byte that is not among these, unless they are short. */
  readonly notAll?: ByteClass;
  /** Only where so many layers at most have been taken off. */
  readonly maxDepth?: number;
  readonly read: DigitReader;
}

const HEX_DIGITS = "0123456789abcdefABCDEF";
const HEX = byteClass(HEX_DIGITS);
const BASE64_DIGITS = byteClass(`${ALPHABETS.base64}-_`);
const ALPHANUMERIC = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const LIST = byteClass(`${HEX_DIGITS}xX ,:;-\r\n`);
const LIST_SEPARATORS = byteClass(" ,:;-\r\n");
/** Longest number of a list: a byte in binary. */
const MAX_NUMBER_BYTES = 8;
/** Shortest list of numbers: four of two digits, and what is between them. */
const MIN_LIST_BYTES = 11;
/** Shortest run of any kind. */
const MIN_RUN_BYTES = 8;
/** Of digits of base 85 a quarter is none of base 64. */
const MIN_OWN_SHARE = 0.05;
/** In so many digits of base 64 there is one by chance that is no hexadecimal digit. */
const MIN_TOLD_BYTES = 32;
/** A word of base 58 is no part of something longer in base 64, in which it would occur by chance. */
const MAX_BASE58_BYTES = 90;

const BASE64: Kind = {
  name: "base64",
  members: BASE64_DIGITS,
  least: MIN_RUN_BYTES,
  group: 4,
  notAll: byteClass(HEX_DIGITS),
  prefix: { separators: byteClass("+/-_"), most: 48 },
  read: readBase64,
};

/** Their digits are all digits of base 64. */
const KINDS_IN_BASE64: readonly Kind[] = [
  { name: "hex", members: byteClass(HEX_DIGITS), least: MIN_RUN_BYTES, group: 2, read: readHex },
  ...[ALPHABETS.base32, ALPHABETS.base32.toLowerCase()].map((alphabet) => ({
    name: "base32",
    members: byteClass(alphabet),
    least: 13,
    group: 8,
    isWord: true as const,
    read: readBase32,
  })),
  { name: "binary digits", members: byteClass("01"), least: 32, group: 8, read: readBinary },
];

const BASE58: Kind = {
  name: "base58",
  members: byteClass(ALPHABETS.base58),
  least: 16,
  most: MAX_BASE58_BYTES,
  group: Number.POSITIVE_INFINITY,
  isWord: true,
  maxDepth: 2,
  read: readBase58,
};

const BASE85: readonly Kind[] = (["ascii85", "base85"] as const).map((alphabet) => ({
  name: "base85",
  members: byteClass(ALPHABETS[alphabet]),
  least: 15,
  group: 5,
  prefix: { separators: byteClass('!"#$%&()*+,-./:;<=>?@[]^_`{|}~'), most: 256 },
  // Base64 is no base 85, though all its digits are digits there too.
  own: byteClass(ALPHABETS[alphabet].replace(/[\w+/=-]/g, "")),
  maxDepth: 2,
  read: alphabet === "ascii85" ? readAscii85 : readBase85,
}));

/** Every layer that can be taken off, one after the other. The result may be garbage: it is only searched. */
export function* unwrap(bytes: Uint8Array, place: Place): Generator<Layer> {
  const whole = Origins.of({ start: 0, end: bytes.length });
  const body = unchunked(bytes);
  if (body !== null) yield { name: "chunked", bytes: body, origins: whole, isContainer: true };
  const frames = place.depth === 0 ? unmaskedFrames(bytes) : null;
  if (frames !== null) yield { name: "websocket mask", bytes: frames, origins: whole };
  const marks = new Marks(bytes);
  yield* unescaped(bytes, marks);
  yield* digitLayers(bytes, place);
  yield* utf16(bytes, marks);
  for (const { name, bytes: content, start } of unpack(bytes, marks, place.depth <= 1)) {
    yield { name, bytes: content, origins: Origins.of({ start, end: bytes.length }) };
  }
}

function* digitLayers(bytes: Uint8Array, place: Place): Generator<Layer> {
  const text = textRuns(bytes, MIN_RUN_BYTES);
  const base64 = runsOf(bytes, BASE64.members, BASE64.least, text);
  const words = base64.filter(({ start, end }) => end - start <= 2 * MAX_BASE58_BYTES);
  yield* digits(bytes, BASE64, place, base64);
  for (const kind of KINDS_IN_BASE64) yield* digits(bytes, kind, place, base64);
  yield* wrapped(bytes, base64);
  yield* digits(bytes, BASE58, place, words);
  const rest = gapsOf(text, base64);
  for (const kind of BASE85) yield* digits(bytes, kind, place, rest);
  yield* lists(bytes, text);
}

function* digits(bytes: Uint8Array, kind: Kind, place: Place, within: readonly Range[]): Generator<Layer> {
  if (place.depth > (kind.maxDepth ?? place.depth)) return;
  const runs = kind === BASE64 ? within : runsOfKind(bytes, kind, within);
  const found = runs.filter((run) => isWorthIt(bytes, run, kind));
  if (found.length > MAX_SINGLE_RUNS) {
    yield togetherOf(bytes, kind, place, found);
    return;
  }
  for (const run of found) {
    for (const skip of skips(alignments(bytes, run, kind, place))) {
      yield { name: nameOf(bytes, run, kind), bytes: read(kind, bytes, run, skip), origins: Origins.of(run) };
    }
  }
}

function runsOfKind(bytes: Uint8Array, { members, least, own }: Kind, within: readonly Range[]): Range[] {
  return own === undefined
    ? runsOf(bytes, members, least, within)
    : runsAround(bytes, members, own, within).filter(({ start, end }) => end - start >= least);
}

/** Fewest digits of a line that was broken at a fixed width (RFC 2045, 6.8: 76; RFC 7468, 2: 64). */
const MIN_WIDTH = 16;

/** Digits that go on over lines of one length. */
function* wrapped(bytes: Uint8Array, runs: readonly Range[]): Generator<Layer> {
  for (let first = 0; first < runs.length; first++) {
    const { start, end } = runs[first];
    let last = first;
    while (isBroken(bytes, runs[last].end, runs[last + 1])) {
      const length = runs[last + 1].end - runs[last + 1].start;
      if (length > end - start) break;
      last++;
      if (length < end - start) break;
    }
    if (last === first || end - start < MIN_WIDTH) continue;
    const joined = concatAll(runs.slice(first, last + 1).map((run) => bytes.subarray(run.start, run.end)));
    const all = { start: 0, end: joined.length };
    const origins = Origins.of({ start, end: runs[last].end });
    const kinds = has(joined, all, HEX, 0) ? [BASE64] : [BASE64, KINDS_IN_BASE64[0]];
    for (const kind of kinds) yield { name: kind.name, bytes: read(kind, joined, all, 0), origins };
    first = last;
  }
}

/** A line break, and nothing else, stands before the next run. */
function isBroken(bytes: Uint8Array, end: number, next: Range | undefined): next is Range {
  if (next === undefined) return false;
  const gap = next.start - end;
  return (gap === 1 && bytes[end] === 0x0a) || (gap === 2 && bytes[end] === 0x0d && bytes[end + 1] === 0x0a);
}

/** Many short runs as one layer: each by itself would cost more than reading it. */
function togetherOf(bytes: Uint8Array, kind: Kind, place: Place, runs: readonly Range[]): Layer {
  const starts = runs.map((run) => skips(alignments(bytes, run, kind, place)));
  // No digit stands for more than a byte.
  const most = runs.reduce((sum, { start, end }, i) => sum + starts[i].length * (end - start + 1), 0);
  const content = new Uint8Array(most);
  const origins = new Origins();
  let at = 0;
  runs.forEach((run, i) => {
    for (const skip of starts[i]) {
      origins.add(at, run);
      at += kind.read(bytes, run.start + skip, run.end, content, at);
      content[at++] = GAP;
    }
  });
  return { name: kind.name, bytes: content.subarray(0, at), origins };
}

function read(kind: Kind, bytes: Uint8Array, { start, end }: Range, skip: number): Uint8Array {
  const content = new Uint8Array(end - start);
  return content.subarray(0, kind.read(bytes, start + skip, end, content, 0));
}

function isWorthIt(bytes: Uint8Array, run: Range, { most, own, notAll, isWord }: Kind): boolean {
  const length = run.end - run.start;
  if (isWord && (ALPHANUMERIC[bytes[run.start - 1]] === 1 || ALPHANUMERIC[bytes[run.end]] === 1))
    return false;
  if (most !== undefined && length > most) return false;
  if (notAll !== undefined && length >= MIN_TOLD_BYTES && !has(bytes, run, notAll, 0)) return false;
  return own === undefined || hasMore(bytes, run, own, length * MIN_OWN_SHARE);
}

/** True if more than `few` bytes of a run are of the class. */
function hasMore(bytes: Uint8Array, { start, end }: Range, members: ByteClass, few: number): boolean {
  let count = 0;
  for (let i = start; i < end && count <= few; i++) count += members[bytes[i]];
  return count > few;
}

function has(bytes: Uint8Array, { start, end }: Range, members: ByteClass, value: 0 | 1): boolean {
  for (let i = start; i < end; i++) if (members[bytes[i]] === value) return true;
  return false;
}

/** A long run of Base64 is in the alphabet for URLs when it has digits that only that has. */
function nameOf(bytes: Uint8Array, { start, end }: Range, kind: Kind): string {
  if (kind.name !== "base64") return kind.name;
  const run = bytes.subarray(start, end);
  return run.includes(0x2d) || run.includes(0x5f) ? "base64url" : "base64";
}

/** Sets of places in a run at which the first whole group may begin, as the bits of a number. */
const FIRST_ONLY = 1;
const SKIPS: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, set) =>
  [0, 1, 2, 3, 4, 5, 6, 7].filter((skip) => (set >> skip) & 1),
);

function skips(set: number): readonly number[] {
  return SKIPS[set];
}

function alignments(bytes: Uint8Array, run: Range, kind: Kind, place: Place): number {
  const { group, prefix } = kind;
  if (group === Number.POSITIVE_INFINITY) return FIRST_ONLY;
  const all = (1 << group) - 1;
  if (place.isContinued && run.start === 0) return all;
  const length = run.end - run.start;
  if (prefix === undefined) return length % group === 0 || group > 2 ? FIRST_ONLY : all;
  if (kind === BASE64 && startsAsText(bytes, run)) return FIRST_ONLY;
  // Separators of words, and of segments of a path, are digits too.
  let set = FIRST_ONLY;
  for (let i = 0; i < Math.min(length, prefix.most); i++) {
    if (prefix.separators[bytes[run.start + i]] === 1) set |= 1 << ((i + 1) % group);
  }
  return set;
}

function startsAsText(bytes: Uint8Array, { start, end }: Range): boolean {
  const probe = read(BASE64, bytes, { start, end: Math.min(end, start + 4 * PROBE_GROUPS) }, 0);
  return probe.length > 0 && probe.every(isText);
}

/** Groups at the start of a run that are decoded to see whether they are text. */
const PROBE_GROUPS = 8;

function* lists(bytes: Uint8Array, text: readonly Range[]): Generator<Layer> {
  for (const run of runsOf(bytes, LIST, MIN_LIST_BYTES, text)) {
    if (!has(bytes, { start: run.start, end: run.start + MAX_NUMBER_BYTES + 1 }, LIST_SEPARATORS, 1))
      continue;
    for (const { name, bytes: content } of readLists(bytes.subarray(run.start, run.end))) {
      yield { name, bytes: content, origins: Origins.of(run) };
    }
  }
}

/** Fewest characters that are taken for UTF-16. */
const MIN_UTF16_CHARACTERS = 4;

/** Stretches in which every second byte is zero, as in text in a Latin alphabet. */
function* utf16(bytes: Uint8Array, marks: Marks): Generator<Layer> {
  let end = -1;
  for (const zero of marks.wideZeros) {
    if (zero <= end) continue;
    const start = zero - 1;
    end = start;
    while (end + 1 < bytes.length && bytes[end] !== 0 && bytes[end + 1] === 0) end += 2;
    if (end - start < 2 * MIN_UTF16_CHARACTERS) {
      end = -1;
      continue;
    }
    const isBig = start > 0 && bytes[start - 1] === 0;
    const last = isBig && end < bytes.length ? end + 1 : end;
    yield {
      name: isBig ? "utf16be" : "utf16le",
      bytes: Uint8Array.from({ length: (last - start + 1) >> 1 }, (_, i) => bytes[start + 2 * i]),
      origins: Origins.of({ start, end: last }),
    };
  }
}
