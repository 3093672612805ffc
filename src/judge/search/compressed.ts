/** Takes compression off, of which only so much is unpacked as a bound allows: archive bombs cost no more than others. */
import { Gunzip, Inflate, Unzlib } from "fflate";
import { concatAll } from "../../../sim/tape/bytes.ts";
import type { Marks } from "./marks.ts";

/** Most bytes that are unpacked from one archive. */
export const MAX_UNPACKED_BYTES = 1024 * 1024;
/** Input is fed in pieces this small, so that not much more than the bound is unpacked at once. */
const PIECE_BYTES = 2 * 1024;
/** Input without output after which it is over: a stored block is unpacked as a whole (RFC 1951, 3.2.4). */
const MAX_SILENT_BYTES = 66 * 1024;

/** Shorter than what a secret would fit in. */
const MIN_RAW_BYTES = 8;

export interface Unpacked {
  readonly name: "gzip" | "zlib" | "deflate";
  readonly bytes: Uint8Array;
  /** Start of the archive. */
  readonly start: number;
}

/** Beginnings of archives that are tried in one buffer: most are none. */
const MAX_ARCHIVES = 256;

/**
 * Archives in `bytes`, unpacked one after the other: gzip (RFC 1952) and zlib (RFC 1950) anywhere; deflate (RFC 1951),
 * which has no mark to know it by, when `maybeRaw` and it is all there is.
 */
export function* unpack(bytes: Uint8Array, marks: Marks, maybeRaw: boolean): Generator<Unpacked> {
  let isMarked = false;
  for (const { name, start } of archiveStarts(bytes, marks)) {
    const content = inflated(name, bytes.subarray(start));
    if (content === null) continue;
    isMarked = true;
    yield { name, bytes: content, start };
  }
  if (isMarked || !maybeRaw || bytes.length < MIN_RAW_BYTES || isText(bytes) || !maybeBlock(bytes, 0)) return;
  const content = inflated("deflate", bytes);
  if (content !== null) yield { name: "deflate", bytes: content, start: 0 };
}

function archiveStarts(
  bytes: Uint8Array,
  marks: Marks,
): { readonly name: "gzip" | "zlib"; readonly start: number }[] {
  const gzips = marks.gzips.map((start) => ({ name: "gzip" as const, start }));
  const zlibs = marks.zlibs.filter((start) => maybeBlock(bytes, start + 2));
  return [...gzips, ...zlibs.map((start) => ({ name: "zlib" as const, start }))].slice(0, MAX_ARCHIVES);
}

/**
 * True if the bytes may be a first block (RFC 1951, 3.2.3 to 3.2.7): most that looks like an archive is chance, and taking
 * off what is none costs more than a look.
 */
function maybeBlock(bytes: Uint8Array, start: number): boolean {
  const bits = new Bits(bytes, start);
  bits.take(1);
  const type = bits.take(2);
  if (type === 0) return bits.toNextByte().take(16) === (~bits.take(16) & 0xffff);
  if (type === 1) return maybeFixed(bits, start + PIECE_BYTES);
  return type === 2 && maybeDynamic(bits);
}

/**
 * True if a block's symbols, in the fixed code, refer only to what was there before, up to its end or that of the first
 * piece, without which nothing is unpacked.
 */
function maybeFixed(bits: Bits, pieceEnd: number): boolean {
  let written = 0;
  while (bits.byteAt < pieceEnd) {
    if (bits.isAtEnd) return false;
    const symbol = fixedSymbol(bits);
    if (symbol === END_OF_BLOCK) return true;
    if (symbol < END_OF_BLOCK) {
      written++;
      continue;
    }
    if (symbol > 285) return false;
    const group = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2;
    written += symbol === 285 ? 258 : group === 0 ? symbol - 254 : 3 + ((4 + ((symbol - 1) & 3)) << group);
    bits.take(group);
    const distance = bits.takeCode(5);
    if (distance > 29) return false;
    const extra = Math.max(0, (distance >> 1) - 1);
    const least = distance < 2 ? distance + 1 : ((2 + (distance & 1)) << extra) + 1;
    if (least + bits.take(extra) > written) return false;
  }
  return true;
}

/** Order in which lengths of the code for code lengths are written (3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** Symbols that repeat a length: bits of the count, and the least that it can be. */
const REPEATS = [
  { bits: 2, least: 3 },
  { bits: 3, least: 3 },
  { bits: 7, least: 11 },
] as const;
const FIRST_REPEAT = 16;

/** True if a block's codes are whole: each has no bits left over, but for one with a single symbol (as zlib takes them). */
function maybeDynamic(bits: Bits): boolean {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const ofLengths = new Uint8Array(LENGTH_ORDER.length);
  for (let left = bits.take(4) + 4, i = 0; left > 0; left--, i++) ofLengths[LENGTH_ORDER[i]] = bits.take(3);
  if (literals > 286 || distances > 30 || openShare(ofLengths) !== 0) return false;
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.takeSymbol(ofLengths);
    if (symbol === null || bits.isAtEnd) return false;
    if (symbol < FIRST_REPEAT) {
      lengths[at++] = symbol;
      continue;
    }
    const { bits: width, least } = REPEATS[symbol - FIRST_REPEAT];
    const count = least + bits.take(width);
    if (at + count > lengths.length || (symbol === FIRST_REPEAT && at === 0)) return false;
    lengths.fill(symbol === FIRST_REPEAT ? lengths[at - 1] : 0, at, at + count);
    at += count;
  }
  const codes = [lengths.subarray(0, literals), lengths.subarray(literals)];
  return lengths[END_OF_BLOCK] > 0 && codes.every((code) => isSingle(code) || openShare(code) === 0);
}

/** A block may have no more than its end, or one distance at most. */
function isSingle(lengths: Uint8Array): boolean {
  return lengths.filter((length) => length > 0).length <= 1;
}

/** Share of all bit strings that no symbol begins, in units of the longest code; below 0 for too many symbols. */
function openShare(lengths: Uint8Array): number {
  let open = 1 << MAX_CODE_BITS;
  for (const length of lengths) if (length > 0) open -= 1 << (MAX_CODE_BITS - length);
  return open;
}

const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;

/** RFC 1951, 3.2.6. */
function fixedSymbol(bits: Bits): number {
  const seven = bits.takeCode(7);
  if (seven < 0b0011000) return END_OF_BLOCK + seven;
  const eight = 2 * seven + bits.take(1);
  if (eight < 0b11000000) return eight - 0b00110000;
  if (eight < 0b11001000) return 280 + eight - 0b11000000;
  return 144 + 2 * eight + bits.take(1) - 0b110010000;
}

/** Reads bits, the lowest of a byte first; zeros behind the end. */
class Bits {
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
  ) {
    this.at = 8 * start;
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value |= this.next() << i;
    return value;
  }

  /** Of a Huffman code, whose highest bit comes first. */
  takeCode(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = 2 * value + this.next();
    return value;
  }

  /** Symbol of a Huffman code with these lengths (3.2.2); null for what is none. */
  takeSymbol(lengths: Uint8Array): number | null {
    let code = 0;
    let first = 0;
    for (let width = 1; width <= MAX_CODE_BITS; width++) {
      code = 2 * code + this.next();
      first *= 2;
      let rank = code - first;
      for (const [symbol, length] of lengths.entries()) if (length === width && rank-- === 0) return symbol;
      first += lengths.filter((length) => length === width).length;
    }
    return null;
  }

  /** Byte that the next bit is in. */
  get byteAt(): number {
    return this.at >> 3;
  }

  get isAtEnd(): boolean {
    return this.byteAt >= this.bytes.length;
  }

  toNextByte(): this {
    this.at = (this.at + 7) & ~7;
    return this;
  }

  private next(): number {
    const bit = (this.bytes[this.at >> 3] >> (this.at & 7)) & 1;
    this.at++;
    return bit;
  }
}

/** Text is no archive; a stored block starts with a zero, or has one near. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 32).every((byte) => byte >= 0x20 && byte < 0x7f);
}

/** Null when it is no archive; of a broken one what came before. */
function inflated(name: Unpacked["name"], archive: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const take = (piece: Uint8Array) => {
    pieces.push(piece);
    size += piece.length;
  };
  const stream = name === "gzip" ? new Gunzip(take) : name === "zlib" ? new Unzlib(take) : new Inflate(take);
  try {
    let heardAt = 0;
    for (let at = 0; at < archive.length && at - heardAt < MAX_SILENT_BYTES; at += PIECE_BYTES) {
      const before = size;
      stream.push(archive.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= archive.length);
      if (size >= MAX_UNPACKED_BYTES) break;
      if (size > before) heardAt = at;
    }
  } catch {
    // Not an archive, or broken from here on, or followed by something else.
  }
  return size === 0 ? null : concatAll(pieces).subarray(0, MAX_UNPACKED_BYTES);
}
