/** Scans a stream of any length in windows that overlap, so that nothing is lost at a border. */
import type { Hit } from "./hit.ts";
import type { ScanWindow, WindowQueue } from "./window-queue.ts";

/** Bytes that are scanned at once. */
export const WINDOW_BYTES = 1024 * 1024;
/** Overlap of two windows: longer encodings of one secret are not found at a border. */
export const OVERLAP_BYTES = 64 * 1024;
/** Bytes before and after a hit that are kept to show it. */
const BEFORE_BYTES = 48;
const AFTER_BYTES = 48;
/** Hits of one window whose surroundings are kept: more of them help nobody. */
const MAX_SURROUNDINGS = 500;

/** A hit in a stream, whose range counts from the stream's beginning. */
export interface StreamHit extends Hit {
  /** Bytes around it, in which no other hit is cut; absent where there are too many hits. */
  readonly around?: Uint8Array;
}

/** Memory that a stream takes at first: most streams of a capture are short. */
const FIRST_BYTES = 4 * 1024;

export class ScanStream {
  private window: Uint8Array = new Uint8Array(FIRST_BYTES);
  private filled = 0;
  /** Offset of the window in the stream. */
  private offset = 0;
  /** Bytes of the window that have been scanned before. */
  private scanned = 0;
  /** Hits that reach into what is scanned again. */
  private recent: readonly StreamHit[] = [];

  /** Hits that were not reported yet. */
  private ready: StreamHit[] = [];
  /** Windows of this stream in the queue. */
  private waiting = 0;

  /** Whole windows wait in the queue, where there is one. */
  constructor(
    private readonly scan: (window: ScanWindow) => Hit[],
    private readonly queue: WindowQueue | null = null,
  ) {}

  /** Takes the next bytes, and reports what was found by now; ranges count from the stream's beginning. */
  push(chunk: Uint8Array): StreamHit[] {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(chunk.length - at, WINDOW_BYTES - this.filled);
      this.makeRoom(this.filled + taken);
      this.window.set(chunk.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled === WINDOW_BYTES) this.endWindow(this.queue);
    }
    return this.takeReady();
  }

  /** Memory that it holds, bytes. */
  get heldBytes(): number {
    return this.window.length;
  }

  /** Hits in bytes not scanned yet; lets go of most of the memory. More bytes may follow. */
  end(): StreamHit[] {
    if (this.filled > this.scanned) this.endWindow(this.waiting > 0 ? this.queue : null);
    while (this.waiting > 0) this.queue!.next();
    this.window = this.window.slice(0, this.filled);
    return this.takeReady();
  }

  private makeRoom(sizeBytes: number): void {
    if (sizeBytes <= this.window.length) return;
    const larger = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(sizeBytes, 2 * this.window.length)));
    larger.set(this.window.subarray(0, this.filled));
    this.window = larger;
  }

  private takeReady(): StreamHit[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** The window is to be scanned: now, or when its turn comes in the queue. */
  private endWindow(queue: WindowQueue | null): void {
    const { offset, scanned } = this;
    const bytes = this.window.subarray(0, this.filled);
    const window = { bytes: queue === null ? bytes : bytes.slice(), isContinued: offset > 0 };
    const take = (hits: readonly Hit[]) => this.report(window.bytes, offset, scanned, hits);
    if (queue === null) take(this.scan(window));
    else {
      this.waiting++;
      queue.add(window, (hits) => {
        this.waiting--;
        take(hits);
      });
    }
    const next = this.filled - OVERLAP_BYTES;
    if (next > 0) {
      this.window.copyWithin(0, next, this.filled);
      this.offset += next;
      this.filled = OVERLAP_BYTES;
    }
    this.scanned = this.filled;
  }

  /** `scanned`: so many bytes of the window had been scanned before. */
  private report(window: Uint8Array, offset: number, scanned: number, inWindow: readonly Hit[]): void {
    const found = inWindow
      .filter((hit) => hit.end > scanned)
      .map((hit, index): StreamHit => {
        const range = { start: hit.start + offset, end: hit.end + offset };
        return index < MAX_SURROUNDINGS
          ? { ...hit, ...range, around: surroundings(window, hit, inWindow) }
          : { ...hit, ...range };
      });
    for (const hit of found) if (!this.recent.some((earlier) => isSame(earlier, hit))) this.ready.push(hit);
    this.recent = found.filter((hit) => hit.end > offset + window.length - OVERLAP_BYTES);
  }
}

/** A copy of the bytes around a hit. What would cut another hit is left out. */
function surroundings(window: Uint8Array, hit: Hit, all: readonly Hit[]): Uint8Array {
  let start = Math.max(0, hit.start - BEFORE_BYTES);
  let end = Math.min(window.length, hit.end + AFTER_BYTES);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const other of all) {
      if (other.start < start && other.end > start && start < hit.start) {
        start = Math.min(other.end, hit.start);
        isChanged = true;
      }
      if (other.start < end && other.end > end && end > hit.end) {
        end = Math.max(other.start, hit.end);
        isChanged = true;
      }
    }
  }
  return window.slice(start, end);
}

/** One encoding that lies across a border is seen from both sides. */
function isSame(a: Hit, b: Hit): boolean {
  // The cheapest first: there may be many.
  return a.start < b.end && b.start < a.end && a.secret === b.secret && a.chain.join() === b.chain.join();
}
