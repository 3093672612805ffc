/** The bytes of a file of the user's, as a stream of pieces; what gzip has compressed comes unpacked. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { EXIT_USAGE, Interrupted, stopIfAborted, UserError } from "../user-error.ts";

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;
/** What is looked at to recognise a format. */
const HEAD_BYTES = 64 * 1024;
const NOTHING_CHANGED = "not all was searched.";
const GZIP = [0x1f, 0x8b, 0x08];

export interface Reading {
  /** Aborted, it makes reading throw Interrupted. */
  readonly signal?: AbortSignal;
  /** Told of how much of the file was read, packed as it is. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void;
}

export class ByteSource {
  /** Bytes that were read by now. */
  sizeBytes = 0;
  /** Why there is less than there should be; null while all is well. */
  trouble: string | null = null;

  private constructor(
    readonly head: Uint8Array,
    private readonly first: readonly Uint8Array[],
    private readonly rest: AsyncIterator<Uint8Array>,
    private readonly complaint: () => string | null,
  ) {}

  /** Throws a UserError when the file can't be read. */
  static async open(file: string, reading: Reading = {}): Promise<ByteSource> {
    const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(file, error);
    });
    if (info.isDirectory()) throw new UserError(`${file}: is a folder; name the files in it.`, EXIT_USAGE);
    const plain = await ByteSource.from(piecesOf(file, info.size, reading));
    const isPacked = GZIP.every((byte, i) => plain.head[i] === byte);
    if (!isPacked) return plain;
    const unpacker = createGunzip({ chunkSize: PIECE_BYTES });
    pipeline(plain.pieces(), unpacker, () => {});
    let complaint: string | null = null;
    const unpacked = untilItBreaks(unpacker, reading, () => {
      complaint = "its compression is broken or cut short";
    });
    return ByteSource.from(unpacked, () => complaint);
  }

  private static async from(
    pieces: AsyncGenerator<Uint8Array>,
    complaint: () => string | null = () => null,
  ): Promise<ByteSource> {
    const first: Uint8Array[] = [];
    let size = 0;
    while (size < HEAD_BYTES) {
      const next = await pieces.next();
      if (next.done) break;
      first.push(next.value);
      size += next.value.length;
    }
    return new ByteSource(Buffer.concat(first).subarray(0, HEAD_BYTES), first, pieces, complaint);
  }

  /** Can be read once. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of this.first) {
      this.sizeBytes += piece.length;
      yield piece;
    }
    for (let next = await this.rest.next(); !next.done; next = await this.rest.next()) {
      this.sizeBytes += next.value.length;
      yield next.value;
    }
    this.trouble = this.complaint();
  }
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

async function* untilItBreaks(
  stream: AsyncIterable<Buffer>,
  { signal }: Reading,
  broken: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) {
      stopIfAborted(signal, NOTHING_CHANGED);
      yield piece;
    }
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    stopIfAborted(signal, NOTHING_CHANGED);
    broken();
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  return new UserError(`${file}: can't be read (${error.code ?? "unknown error"}).`, EXIT_USAGE, {
    cause: error,
  });
}
