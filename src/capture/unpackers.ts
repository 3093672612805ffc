/** Decompressors for bodies: zstd of a library, since the oldest Node that is supported has none; brotli is given. */
import { Decompress } from "fzstd";
import { concatAll } from "../../sim/tape/bytes.ts";
import type { Allowance } from "../judge/read/allowance.ts";
import type { Unpacked, Unpackers } from "../judge/read/body.ts";
import type { ScanTools } from "./scan-tools.ts";

export function unpackersFor({ brotli }: Pick<ScanTools, "brotli">, allowance: Allowance): Unpackers {
  return { brotli, zstd, allowance };
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
