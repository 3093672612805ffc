/** Decompressors for bodies: brotli of Node, zstd of a library, since the oldest Node that is supported has none. */
import { brotliDecompressSync, constants } from "node:zlib";
import { Decompress } from "fzstd";
import { concatAll } from "../../sim/tape/bytes.ts";
import type { Unpacked, Unpackers } from "../judge/read/body.ts";

export const UNPACKERS: Unpackers = { brotli, zstd };

function brotli(bytes: Uint8Array, mostBytes: number): Unpacked | null {
  try {
    return { bytes: brotliDecompressSync(bytes, { maxOutputLength: mostBytes }), isWhole: true };
  } catch {
    return brotliPart(bytes, mostBytes);
  }
}

/** Of an archive that is cut short, what comes before. */
function brotliPart(bytes: Uint8Array, mostBytes: number): Unpacked | null {
  const { BROTLI_OPERATION_FLUSH } = constants;
  try {
    const part = brotliDecompressSync(bytes, {
      maxOutputLength: mostBytes,
      finishFlush: BROTLI_OPERATION_FLUSH,
    });
    return part.length === 0 ? null : { bytes: part, isWhole: false };
  } catch {
    return null;
  }
}

/** Packed bytes that are fed at once: a block of zstd has 128 KiB at most when it is unpacked (RFC 8878, 3.1.1.2). */
const PIECE_BYTES = 4 * 1024;

function zstd(bytes: Uint8Array, mostBytes: number): Unpacked | null {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let hasEnded = false;
  const stream = new Decompress((piece, isLast) => {
    pieces.push(piece);
    size += piece.length;
    hasEnded = isLast === true;
  });
  try {
    for (let at = 0; at < bytes.length && size <= mostBytes; at += PIECE_BYTES)
      stream.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
  } catch {
    hasEnded = false;
  }
  return size === 0 ? null : { bytes: concatAll(pieces).subarray(0, mostBytes), isWhole: hasEnded };
}
