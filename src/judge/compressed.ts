/** Takes compression off, of which only so much is unpacked as a bound allows: archive bombs cost no more than others. */
import { Gunzip, Inflate, Unzlib } from "fflate";
import { concat } from "../../sim/bytes.ts";

/** Most bytes that are unpacked from one archive. */
export const MAX_UNPACKED_BYTES = 1024 * 1024;
/** Input is fed in pieces this small, so that not much more than the bound is unpacked at once. */
const PIECE_BYTES = 256;

/** Second byte of the header, for the levels of compression that compressors use. */
const ZLIB_LEVELS = [0x01, 0x5e, 0x9c, 0xda];

export interface Unpacked {
  readonly name: "gzip" | "zlib" | "deflate";
  readonly bytes: Uint8Array;
  /** Where the archive starts. */
  readonly start: number;
}

/**
 * Archives in `bytes`: gzip (RFC 1952) and zlib (RFC 1950) anywhere; deflate (RFC 1951), which has no mark to know it
 * by, when `maybeRaw` and it is all there is.
 */
export function unpack(bytes: Uint8Array, maybeRaw: boolean): Unpacked[] {
  const found: Unpacked[] = [];
  for (let at = bytes.indexOf(0x1f); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) add("gzip", at);
  }
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    if (ZLIB_LEVELS.includes(bytes[at + 1])) add("zlib", at);
  }
  if (maybeRaw && found.length === 0 && !isText(bytes)) add("deflate", 0);
  return found;

  function add(name: Unpacked["name"], start: number): void {
    const content = inflated(name, bytes.subarray(start));
    if (content !== null) found.push({ name, bytes: content, start });
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
    for (let at = 0; at < archive.length && size < MAX_UNPACKED_BYTES; at += PIECE_BYTES) {
      stream.push(archive.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= archive.length);
    }
  } catch {
    // Not an archive, or broken from here on, or followed by something else.
  }
  return size === 0 ? null : concat(...pieces).subarray(0, MAX_UNPACKED_BYTES);
}
