/** Takes compression off, of which only so much is unpacked as a bound allows: archive bombs cost no more than others. */
import { Gunzip, Inflate, Unzlib } from "fflate";
import { concatAll } from "../../sim/bytes.ts";

/** Most bytes that are unpacked from one archive. */
export const MAX_UNPACKED_BYTES = 1024 * 1024;
/** Input is fed in pieces this small, so that not much more than the bound is unpacked at once. */
const PIECE_BYTES = 2 * 1024;
/** Input without output after which it is over: a stored block is unpacked as a whole (RFC 1951, 3.2.4). */
const MAX_SILENT_BYTES = 66 * 1024;

/** Second byte of the header, for the levels of compression that compressors use. */
const ZLIB_LEVELS = [0x01, 0x5e, 0x9c, 0xda];

/** Shorter than what a secret would fit in. */
const MIN_RAW_BYTES = 8;

export interface Unpacked {
  readonly name: "gzip" | "zlib" | "deflate";
  readonly bytes: Uint8Array;
  /** Where the archive starts. */
  readonly start: number;
}

/** Beginnings of archives that are tried in one buffer: most are none. */
const MAX_ARCHIVES = 256;

/**
 * Archives in `bytes`, unpacked one after the other: gzip (RFC 1952) and zlib (RFC 1950) anywhere; deflate (RFC 1951),
 * which has no mark to know it by, when `maybeRaw` and it is all there is.
 */
export function* unpack(bytes: Uint8Array, maybeRaw: boolean): Generator<Unpacked> {
  let isMarked = false;
  for (const { name, start } of archiveStarts(bytes)) {
    const content = inflated(name, bytes.subarray(start));
    if (content === null) continue;
    isMarked = true;
    yield { name, bytes: content, start };
  }
  if (isMarked || !maybeRaw || bytes.length < MIN_RAW_BYTES || isText(bytes) || !maybeBlock(bytes, 0)) return;
  const content = inflated("deflate", bytes);
  if (content !== null) yield { name: "deflate", bytes: content, start: 0 };
}

function archiveStarts(bytes: Uint8Array): { readonly name: "gzip" | "zlib"; readonly start: number }[] {
  const starts: { name: "gzip" | "zlib"; start: number }[] = [];
  const room = () => starts.length < MAX_ARCHIVES;
  for (let at = bytes.indexOf(0x1f); at >= 0 && room(); at = bytes.indexOf(0x1f, at + 1)) {
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) starts.push({ name: "gzip", start: at });
  }
  for (let at = bytes.indexOf(0x78); at >= 0 && room(); at = bytes.indexOf(0x78, at + 1)) {
    if (ZLIB_LEVELS.includes(bytes[at + 1]) && maybeBlock(bytes, at + 2))
      starts.push({ name: "zlib", start: at });
  }
  return starts;
}

/** Whether the first block's header may be one (RFC 1951, 3.2.3 to 3.2.7): most that looks like zlib is chance. */
function maybeBlock(bytes: Uint8Array, start: number): boolean {
  const bits = (from: number, count: number) => {
    let value = 0;
    for (let i = from; i < from + count; i++)
      value |= ((bytes[start + (i >> 3)] >> (i & 7)) & 1) << (i - from);
    return value;
  };
  const type = bits(1, 2);
  if (type === 0) return (bits(8, 16) ^ bits(24, 16)) === 0xffff;
  if (type !== 2) return type === 1;
  // The lengths of the code for code lengths make a complete code.
  let share = 0;
  for (let i = 0; i < bits(13, 4) + 4; i++) {
    const length = bits(17 + 3 * i, 3);
    if (length > 0) share += 128 >> length;
  }
  return share === 128 && bits(3, 5) < 30 && bits(8, 5) < 30;
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
