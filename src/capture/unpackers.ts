/** Decompressors for bodies: brotli of Node, zstd of a library, since the oldest Node that is supported has none. */
import { brotliDecompressSync, constants } from "node:zlib";
import { Decompress } from "fzstd";
import { concatAll } from "../../sim/tape/bytes.ts";
import type { Allowance } from "../judge/read/allowance.ts";
import type { Unpacked, Unpackers } from "../judge/read/body.ts";

export function unpackersFor(allowance: Allowance): Unpackers {
  return { brotli, zstd, allowance };
}

function brotli(bytes: Uint8Array, mostBytes: number): Unpacked | null {
  try {
    const unpacked = brotliDecompressSync(bytes, { maxOutputLength: mostBytes });
    return { bytes: unpacked, isWhole: true, isBeyondLimit: false };
  } catch (error) {
    // Node gives nothing of what there is by then.
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      return { bytes: new Uint8Array(), isWhole: false, isBeyondLimit: true };
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
    return part.length === 0 ? null : { bytes: part, isWhole: false, isBeyondLimit: false };
  } catch {
    return null;
  }
}

/**
 * Packed bytes that are fed at once. A block of zstd takes 4 bytes at least and has 128 KiB at most when it is unpacked
 * (RFC 8878, 3.1.1.2), so 8 MiB can come out.
 */
const PIECE_BYTES = 256;

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
  if (size === 0) return null;
  const isBeyondLimit = size > mostBytes;
  const unpacked = concatAll(pieces).subarray(0, mostBytes);
  return { bytes: unpacked, isWhole: hasEnded && !isBeyondLimit, isBeyondLimit };
}
