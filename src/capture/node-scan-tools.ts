/** Tools of a scan on Node. */
import { pipeline, Readable } from "node:stream";
import { brotliDecompressSync, constants, createGunzip } from "node:zlib";
import type { Unpacked } from "../judge/read/body.ts";
import { nodeCrypto } from "../world-crypto.ts";
import type { ScanTools } from "./scan-tools.ts";

/** Bytes that are unpacked at once. */
const PIECE_BYTES = 256 * 1024;

export const nodeScanTools: ScanTools = { crypto: nodeCrypto, gunzip, brotli };

function gunzip(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacker = createGunzip({ chunkSize: PIECE_BYTES });
  pipeline(Readable.from(pieces), unpacker, () => {});
  return unpacker as AsyncIterable<Buffer>;
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
