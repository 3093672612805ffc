/** The bytes of a recording of the user's, as a stream of pieces; a packed one comes unpacked. */
import { concatAll } from "../../sim/tape/bytes.ts";
import { ALLOWS_MORE, Allowance } from "../judge/read/allowance.ts";
import type { Unpackers } from "../judge/read/body.ts";
import { Interrupted, stopIfAborted, UserError } from "../user-error.ts";
import { isPacked, unpackedFile } from "./packed-file.ts";
import type { ScanTools } from "./scan-tools.ts";
import { unpackersFor } from "./unpackers.ts";

/** Bytes at the beginning of a file that its format is recognised by. */
const HEAD_BYTES = 64 * 1024;
/** Compressions around a file that are taken off. */
const MAX_PACKINGS = 4;
export const NOTHING_CHANGED = "not all was searched.";

/** Bytes as they lie somewhere, packed or not. */
export interface Content {
  /** As the user names it. */
  readonly name: string;
  /** Null where that is not known beforehand, as of a pipe. */
  readonly sizeBytes: number | null;
  readonly pieces: AsyncGenerator<Uint8Array>;
  /** Once all were read: the reason why there are fewer than there should be. */
  readonly trouble?: () => string | null;
}

export interface Unpacking {
  /** Aborted, it makes reading throw Interrupted. */
  readonly signal?: AbortSignal;
  /** Allowance for unpacking; by default a multiple of the file's size. */
  readonly unpackBytes?: number;
  /** Makes a watcher of the file's bytes, and one of what they are unpacked to: it gets all that is read. */
  readonly watch?: () => (piece: Uint8Array) => void;
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
    /** Unpackers of what is in the file; the file itself spends of their allowance, too. */
    readonly unpackers: Unpackers,
    private readonly watcher: ((piece: Uint8Array) => void) | undefined,
  ) {}

  /** Throws a UserError when the content can't be read. */
  static async of(content: Content, tools: ScanTools, unpacking: Unpacking = {}): Promise<ByteSource> {
    const { name, sizeBytes, pieces } = content;
    const { unpackBytes } = unpacking;
    const allowance = unpackBytes === undefined ? Allowance.for(sizeBytes) : new Allowance(unpackBytes);
    let source = await ByteSource.from(pieces, unpackersFor(tools, allowance), unpacking, content.trouble);
    for (let depth = 0; isPacked(source.head); depth++) {
      if (depth === MAX_PACKINGS) return source.withTrouble(`it is packed more than ${MAX_PACKINGS} times`);
      source = await source.unpackedTo(unpackedFile(source.head, source.pieces(), name, tools), unpacking);
    }
    return source;
  }

  private unpackedTo(content: AsyncIterable<Uint8Array>, unpacking: Unpacking): Promise<ByteSource> {
    const { allowance } = this.unpackers;
    let complaint: string | null = null;
    const unpacked = untilItBreaks(content, unpacking, () => {
      complaint = "its compression is broken or cut short";
    });
    const allowed = whileAllowed(unpacked, allowance, () => {
      complaint = `only its first ${megabytes(allowance.mostBytes)} were unpacked and searched (${ALLOWS_MORE})`;
    });
    return ByteSource.from(allowed, this.unpackers, unpacking, () => complaint ?? this.trouble);
  }

  private withTrouble(trouble: string): ByteSource {
    return new ByteSource(this.head, this.first, this.rest, () => trouble, this.unpackers, this.watcher);
  }

  private static async from(
    pieces: AsyncGenerator<Uint8Array>,
    unpackers: Unpackers,
    { watch }: Unpacking,
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
    const head = concatAll(first).subarray(0, HEAD_BYTES);
    return new ByteSource(head, first, pieces, complaint, unpackers, watch?.());
  }

  /** Nobody reads it. */
  async discard(): Promise<void> {
    await this.rest.return?.();
  }

  /** Can be read once. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of this.first) {
      this.sizeBytes += piece.length;
      this.watcher?.(piece);
      yield piece;
    }
    for (let next = await this.rest.next(); !next.done; next = await this.rest.next()) {
      this.sizeBytes += next.value.length;
      this.watcher?.(next.value);
      yield next.value;
    }
    this.trouble = this.complaint();
  }
}

async function* untilItBreaks(
  stream: AsyncIterable<Uint8Array>,
  { signal }: Unpacking,
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
