/** Files of the user's as byte sources. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { ByteSource, NOTHING_CHANGED, type Unpacking } from "./byte-source.ts";
import { nodeScanTools } from "./node-scan-tools.ts";

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;

export interface Reading extends Unpacking {
  /** Told of how much of the file was read, packed as it is. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void;
}

/** Throws a UserError when the file can't be read. */
export async function openFile(file: string, reading: Reading = {}): Promise<ByteSource> {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  if (info.isDirectory()) throw new UserError(`${file}: is a folder; name the files in it.`, EXIT_USAGE);
  const sizeBytes = info.isFile() ? info.size : null;
  const pieces = piecesOf(file, info.size, reading);
  return ByteSource.of({ name: file, sizeBytes, pieces }, nodeScanTools, reading);
}

async function* piecesOf(
  file: string,
  totalBytes: number,
  { signal, progress }: Reading,
): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
  let doneBytes = 0;
  try {
    for await (const piece of stream) {
      stopIfAborted(signal, NOTHING_CHANGED);
      yield piece;
      doneBytes += piece.length;
      progress?.(doneBytes, totalBytes);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  return new UserError(`${file}: can't be read (${error.code ?? "unknown error"}).`, EXIT_USAGE, {
    cause: error,
  });
}
