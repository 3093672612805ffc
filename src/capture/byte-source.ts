/** The bytes of a file of the user's, as a stream of pieces; a packed file comes unpacked. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ALLOWS_MORE, Allowance } from "../judge/read/allowance.ts";
import { EXIT_USAGE, Interrupted, stopIfAborted, UserError } from "../user-error.ts";
import { isPacked, unpackedFile } from "./packed-file.ts";

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;
/** Bytes at the beginning of a file that its format is recognised by. */
const HEAD_BYTES = 64 * 1024;
/** Compressions around a file that are taken off. */
const MAX_PACKINGS = 4;
const NOTHING_CHANGED = "not all was searched.";

export interface Reading {
  /** Aborted, it makes reading throw Interrupted. */
  readonly signal?: AbortSignal;
  /** Told of how much of the file was read, packed as it is. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void;
  /** Allowance for unpacking; by default a multiple of the file's size. */
  readonly unpackBytes?: number;
}

export class ByteSource {
  /** Bytes that were read by now. */
  sizeBytes = 0;
  /** Reason why there are fewer bytes than there should be; null while all is well. */
  trouble: string | null = null;

  private constructor(
    readonly head: Uint8Array,
    private readonly first: readonly Uint8Array[],
    private readonly rest: AsyncIterator<Uint8Array>,
    private readonly complaint: () => string | null,
    /** Allowance for unpacking, of the file and of what is in it. */
    readonly allowance: Allowance,
  ) {}

  /** Throws a UserError when the file can't be read. */
  static async open(file: string, reading: Reading = {}): Promise<ByteSource> {
    const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(file, error);
    });
    if (info.isDirectory()) throw new UserError(`${file}: is a folder; name the files in it.`, EXIT_USAGE);
    const allowance =
      reading.unpackBytes === undefined
        ? Allowance.for(info.isFile() ? info.size : null)
        : new Allowance(reading.unpackBytes);
    let source = await ByteSource.from(piecesOf(file, info.size, reading), allowance);
    for (let depth = 0; isPacked(source.head); depth++) {
      if (depth === MAX_PACKINGS) return source.withTrouble(`it is packed more than ${MAX_PACKINGS} times`);
      source = await source.unpackedTo(unpackedFile(source.head, source.pieces(), file), reading);
    }
    return source;
  }

  private unpackedTo(content: AsyncIterable<Uint8Array>, reading: Reading): Promise<ByteSource> {
    const { allowance } = this;
    let complaint: string | null = null;
    const unpacked = untilItBreaks(content, reading, () => {
      complaint = "its compression is broken or cut short";
    });
    const allowed = whileAllowed(unpacked, allowance, () => {
      complaint = `only its first ${megabytes(allowance.mostBytes)} were unpacked and searched (${ALLOWS_MORE})`;
    });
    return ByteSource.from(allowed, allowance, () => complaint ?? this.trouble);
  }

  private withTrouble(trouble: string): ByteSource {
    return new ByteSource(this.head, this.first, this.rest, () => trouble, this.allowance);
  }

  private static async from(
    pieces: AsyncGenerator<Uint8Array>,
    allowance: Allowance,
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
    return new ByteSource(Buffer.concat(first).subarray(0, HEAD_BYTES), first, pieces, complaint, allowance);
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
  stream: AsyncIterable<Uint8Array>,
  { signal }: Reading,
  broken: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) {
      stopIfAborted(signal, NOTHING_CHANGED);
      yield piece;
    }
  } catch (error) {
    if (error instanceof UserError || error instanceof Interrupted) throw error;
    stopIfAborted(signal, NOTHING_CHANGED);
    broken();
  }
}

/** Ends where the allowance is spent; `beyond` is told. */
async function* whileAllowed(
  stream: AsyncIterable<Uint8Array>,
  allowance: Allowance,
  beyond: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    const { leftBytes } = allowance;
    allowance.spend(piece.length);
    if (allowance.isSpent) {
      beyond();
      if (leftBytes > 0) yield piece.subarray(0, leftBytes);
      return;
    }
    yield piece;
  }
}

function megabytes(sizeBytes: number): string {
  return `${Math.round(sizeBytes / 2 ** 20)} MB`;
}

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  return new UserError(`${file}: can't be read (${error.code ?? "unknown error"}).`, EXIT_USAGE, {
    cause: error,
  });
}
