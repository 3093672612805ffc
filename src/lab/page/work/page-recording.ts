/** A recording that is in the page's memory, for the scanner. */
import { Gunzip } from "fflate";
import { ByteSource } from "../../../capture/byte-source.ts";
import type { Opening, Recording } from "../../../capture/scan-recording.ts";
import type { ScanTools } from "../../../capture/scan-tools.ts";
import { pureCrypto } from "../../../pure-crypto.ts";

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;
/** Packed bytes that are fed at once: deflate makes 1,032 bytes of one. */
const FED_BYTES = 2 * 1024;

/** Brotli is not read: there is no kept library of it that runs in a page without waiting. */
export const pageScanTools: ScanTools = { crypto: pureCrypto, gunzip, brotli: null };

/** `name`: of the file. */
export function pageRecording(name: string, bytes: Uint8Array): Recording {
  const open = ({ watch }: Opening = {}) =>
    ByteSource.of({ name, sizeBytes: bytes.length, pieces: piecesOf(bytes) }, pageScanTools, { watch });
  return { name, open, inside: async () => null, messages: null };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

async function* gunzip(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  const stream = new Gunzip((piece) => {
    out.push(piece);
  });
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += FED_BYTES) {
      stream.push(piece.subarray(at, at + FED_BYTES));
      yield* out.splice(0);
    }
  }
  stream.push(new Uint8Array(), true);
  yield* out.splice(0);
}
