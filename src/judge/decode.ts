/** Takes one layer of encoding off: what a reader of the bytes would try. */
import { concatAll } from "../../sim/bytes.ts";
import { unpack } from "./compressed.ts";
import { unchunked } from "./container.ts";
import { readBase32, readBase58, readBase64, readBase85, readBinary, readHex, readLists } from "./digits.ts";
import { ALPHABETS } from "./encodings.ts";
import { unescaped } from "./escape.ts";
import { type ByteClass, byteClass, type Range, runsOf } from "./run.ts";

export interface Layer {
  /** As it appears in a finding's chain. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where its bytes come from, in order. */
  readonly parts: readonly Part[];
  /** Bytes are where they were, in pieces: what lies open in it lies open. */
  readonly isContainer?: true;
}

/** Some of a layer's bytes: from `at` on they were read from `[start, end)` of the outer bytes. */
export interface Part extends Range {
  readonly at: number;
}

/** What is known of the bytes that a layer is taken off. */
export interface Place {
  /** How many layers have been taken off before. */
  readonly depth: number;
  /** Begins in the middle of something: a run at its very start may have begun before it. */
  readonly isContinued: boolean;
}

/** From so many runs of one kind on they are put together, as one layer. */
const MAX_SINGLE_RUNS = 24;
/** Between runs that are put together. */
const GAP = Uint8Array.of(0x0a);

/** Kinds of digits: how the runs of each are found and read. */
interface Kind {
  readonly name: string;
  readonly members: ByteClass;
  /** Shortest run worth reading, bytes. */
  readonly least: number;
  readonly most?: number;
  /** Digits of a group, that is read as whole bytes; the run may begin with another group's end. */
  readonly group: number;
  /** Only runs of which a part is not among these. */
  readonly unless?: ByteClass;
  /** Only runs that are no part of a longer one of letters and digits. */
  readonly isWord?: true;
  /** Only runs that have a byte that is not among these, unless they are short. */
  readonly notAll?: ByteClass;
  /** Only where so many layers at most have been taken off. */
  readonly maxDepth?: number;
  readonly read: (run: Uint8Array) => Uint8Array;
}

const HEX_DIGITS = "0123456789abcdefABCDEF";
const BASE64_DIGITS = byteClass(`${ALPHABETS.base64}-_`);
const ALPHANUMERIC = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const SEPARATORS = byteClass("+/-_");
const LIST = byteClass(`${HEX_DIGITS}xX ,:;-\r\n`);
const LIST_SEPARATORS = byteClass(" ,:;-\r\n");
/** Longest number of a list: a byte in binary. */
const MAX_NUMBER_BYTES = 8;
/** Every digit of every kind, and what is between the numbers of a list. */
const TEXT = byteClass(`\r\n${String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 0x20 + i))}`);
/** Shortest list of numbers: four of two digits, and what is between them. */
const MIN_LIST_BYTES = 11;
/** Shortest run of any kind. */
const MIN_RUN_BYTES = 8;
/** Of digits of base 85 a quarter is none of base 64. */
const MIN_OTHER_SHARE = 0.05;
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
  // Base64 is no base 85, though all its digits are digits there too.
  unless: byteClass(`${ALPHABETS.base64}-_=`),
  maxDepth: 2,
  read: (run: Uint8Array) => readBase85(run, alphabet),
}));

/** Every layer that can be taken off, one after the other. The result may be garbage: it is only searched. */
export function* unwrap(bytes: Uint8Array, place: Place): Generator<Layer> {
  const whole = [{ at: 0, start: 0, end: bytes.length }];
  const body = unchunked(bytes);
  if (body !== null) yield { name: "chunked", bytes: body, parts: whole, isContainer: true };
  for (const { name, range, bytes: content } of unescaped(bytes)) {
    yield { name, bytes: content, parts: [{ at: 0, ...range }] };
  }
  yield* digitLayers(bytes, place);
  yield* utf16(bytes);
  for (const { name, bytes: content, start } of unpack(bytes, place.depth <= 1)) {
    yield { name, bytes: content, parts: [{ at: 0, start, end: bytes.length }] };
  }
}

function* digitLayers(bytes: Uint8Array, place: Place): Generator<Layer> {
  const text = runsOf(bytes, TEXT, MIN_RUN_BYTES);
  const base64 = runsOf(bytes, BASE64.members, BASE64.least, text);
  const words = base64.filter(({ start, end }) => end - start <= 2 * MAX_BASE58_BYTES);
  yield* digits(bytes, BASE64, place, base64);
  for (const kind of KINDS_IN_BASE64) yield* digits(bytes, kind, place, base64);
  yield* digits(bytes, BASE58, place, words);
  for (const kind of BASE85) yield* digits(bytes, kind, place, text);
  yield* lists(bytes, text);
}

function* digits(bytes: Uint8Array, kind: Kind, place: Place, within: readonly Range[]): Generator<Layer> {
  if (place.depth > (kind.maxDepth ?? place.depth)) return;
  const runs = kind === BASE64 ? within : runsOf(bytes, kind.members, kind.least, within);
  const found = runs.filter((run) => isWorthIt(bytes, run, kind));
  const single = found.length <= MAX_SINGLE_RUNS;
  const pieces: Uint8Array[] = [];
  const parts: Part[] = [];
  let at = 0;
  for (const run of found) {
    for (const skip of alignments(bytes, run, kind, place)) {
      const content = kind.read(bytes.subarray(run.start + skip, run.end));
      if (single) {
        yield { name: nameOf(bytes, run, kind), bytes: content, parts: [{ at: 0, ...run }] };
        continue;
      }
      parts.push({ at, ...run });
      pieces.push(content, GAP);
      at += content.length + GAP.length;
    }
  }
  if (pieces.length > 0) yield { name: kind.name, bytes: concatAll(pieces), parts };
}

function isWorthIt(bytes: Uint8Array, run: Range, { most, unless, notAll, isWord }: Kind): boolean {
  const length = run.end - run.start;
  if (isWord && (ALPHANUMERIC[bytes[run.start - 1]] === 1 || ALPHANUMERIC[bytes[run.end]] === 1))
    return false;
  if (most !== undefined && length > most) return false;
  if (notAll !== undefined && length >= MIN_TOLD_BYTES && !has(bytes, run, notAll, 0)) return false;
  return unless === undefined || countOther(bytes, run, unless) > length * MIN_OTHER_SHARE;
}

/** Number of bytes of a run that are not of the class. */
function countOther(bytes: Uint8Array, { start, end }: Range, members: ByteClass): number {
  let count = 0;
  for (let i = start; i < end; i++) count += 1 - members[bytes[i]];
  return count;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && !has(bytes, { start: 0, end: bytes.length }, TEXT, 0);
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

/** How far into a run the first whole group may begin. */
function alignments(bytes: Uint8Array, run: Range, kind: Kind, place: Place): readonly number[] {
  const { group } = kind;
  if (group === Number.POSITIVE_INFINITY) return [0];
  const all = Array.from({ length: group }, (_, i) => i);
  if (place.isContinued && run.start === 0) return all;
  const length = run.end - run.start;
  if (kind.name === "base85") return length <= MAX_REALIGNED_BYTES ? all : [0];
  if (kind.name !== "base64") return length % group === 0 || group > 2 ? [0] : all;
  if (isText(readBase64(bytes.subarray(run.start, run.start + 4 * PROBE_GROUPS)))) return [0];
  // What separates words and segments of a path are digits too.
  const starts = new Set([0]);
  for (let i = 0; i < Math.min(length, MAX_PATH_BYTES); i++) {
    if (SEPARATORS[bytes[run.start + i]] === 1) starts.add((i + 1) % group);
  }
  return [...starts];
}

/** What so many groups at the start stand for shows whether they are text. */
const PROBE_GROUPS = 8;
/** Longer runs are read from their first digit on only. */
const MAX_REALIGNED_BYTES = 512;
/** Where in a run of Base64 a path may end that stands before it. */
const MAX_PATH_BYTES = 48;

function* lists(bytes: Uint8Array, text: readonly Range[]): Generator<Layer> {
  for (const run of runsOf(bytes, LIST, MIN_LIST_BYTES, text)) {
    if (!has(bytes, { start: run.start, end: run.start + MAX_NUMBER_BYTES + 1 }, LIST_SEPARATORS, 1))
      continue;
    for (const { name, bytes: content } of readLists(bytes.subarray(run.start, run.end))) {
      yield { name, bytes: content, parts: [{ at: 0, ...run }] };
    }
  }
}

/** Fewest characters that are taken for UTF-16. */
const MIN_UTF16_CHARACTERS = 4;

/** Stretches in which every second byte is zero, as in text in a Latin alphabet. */
function* utf16(bytes: Uint8Array): Generator<Layer> {
  for (let zero = bytes.indexOf(0, 1); zero > 0; zero = bytes.indexOf(0, zero + 1)) {
    const start = zero - 1;
    let end = start;
    while (end + 1 < bytes.length && bytes[end] !== 0 && bytes[end + 1] === 0) end += 2;
    if (end - start < 2 * MIN_UTF16_CHARACTERS) continue;
    const isBig = start > 0 && bytes[start - 1] === 0;
    const last = isBig && end < bytes.length ? end + 1 : end;
    yield {
      name: isBig ? "utf16be" : "utf16le",
      bytes: Uint8Array.from({ length: (last - start + 1) >> 1 }, (_, i) => bytes[start + 2 * i]),
      parts: [{ at: 0, start, end: last }],
    };
    zero = end;
  }
}
