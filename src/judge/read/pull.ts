/** Bytes of a stream for a reader that is a generator: it yields while it waits for more. */
import type { Sink, Understood } from "./understood.ts";

/** Reads a stream to its end. It must say what became of it. */
export type Reader = Generator<void, Understood>;

const LINE_FEED = 0x0a;
/** Room at first: most streams are short. */
const FIRST_BYTES = 4 * 1024;

export class Pull {
  /** Bytes that were fed and not taken lie in `[start, filled)`. */
  private buffer: Uint8Array = new Uint8Array(FIRST_BYTES);
  private start = 0;
  private filled = 0;
  private hasEnded = false;

  feed(bytes: Uint8Array): void {
    const held = this.available;
    if (this.filled + bytes.length > this.buffer.length) {
      const needed = held.length + bytes.length;
      const room = needed > this.buffer.length / 2 ? new Uint8Array(2 * needed) : this.buffer.slice();
      room.set(held);
      this.buffer = room;
      this.start = 0;
      this.filled = held.length;
    }
    this.buffer.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  end(): void {
    this.hasEnded = true;
  }

  /** The next bytes, which stay; fewer only where the stream ends. */
  *peek(sizeBytes: number): Generator<void, Uint8Array> {
    while (this.available.length < sizeBytes && !this.hasEnded) yield;
    return this.available.subarray(0, sizeBytes);
  }

  *take(sizeBytes: number): Generator<void, Uint8Array> {
    const bytes = yield* this.peek(sizeBytes);
    this.start += bytes.length;
    return bytes;
  }

  /** Bytes that have come, at most `most`; empty at the end. */
  *some(most = Number.POSITIVE_INFINITY): Generator<void, Uint8Array> {
    yield* this.peek(1);
    return yield* this.take(Math.min(most, this.available.length));
  }

  /** Bytes up to and with the first empty line; all there are where none is within `most`, or before the end. */
  *head(most: number): Generator<void, Uint8Array> {
    for (let from = 0; ; ) {
      const held = this.available;
      for (let at = held.indexOf(LINE_FEED, from); at >= 0; at = held.indexOf(LINE_FEED, at + 1)) {
        const next = held[at + 1] === 0x0d ? at + 2 : at + 1;
        if (held[next] === LINE_FEED) return yield* this.take(next + 1);
      }
      if (this.hasEnded || held.length >= most) return yield* this.take(held.length);
      from = Math.max(0, held.length - 2);
      yield;
    }
  }

  /** Bytes up to and with the next line's end. */
  *line(most: number): Generator<void, Uint8Array> {
    for (;;) {
      const held = this.available;
      const at = held.indexOf(LINE_FEED);
      if (at >= 0) return yield* this.take(at + 1);
      if (this.hasEnded || held.length >= most)
        return yield* this.take(Math.min(most, this.available.length));
      yield;
    }
  }

  /** Gives back bytes that were taken last. */
  back(bytes: Uint8Array): void {
    this.start -= bytes.length;
  }

  /** All that has come and was not taken. */
  get available(): Uint8Array {
    return this.buffer.subarray(this.start, this.filled);
  }

  get isOver(): boolean {
    return this.hasEnded && this.start === this.filled;
  }
}

/** Feeds a reader. */
export class Reading {
  private readonly pull = new Pull();
  private readonly reader: Reader;
  private hasEnded = false;

  constructor(
    start: (pull: Pull, sink: Sink) => Reader,
    private readonly sink: Sink,
  ) {
    this.reader = start(this.pull, sink);
  }

  push(bytes: Uint8Array): void {
    this.pull.feed(bytes);
    this.step();
  }

  end(): void {
    this.pull.end();
    this.step();
    this.sink.finish();
  }

  private step(): void {
    if (!this.hasEnded) this.hasEnded = this.reader.next().done === true;
  }
}
