/** Scans a stream of any length in windows that overlap, so that nothing is lost at a border. */
import type { Hit } from "./hit.ts";

/** Bytes that are scanned at once. */
export const WINDOW_BYTES = 1024 * 1024;
/** Overlap of two windows: longer encodings of one secret are not found at a border. */
export const OVERLAP_BYTES = 64 * 1024;
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
  private recent: readonly Hit[] = [];

  /** `isContinued`: the window begins in the middle of the stream. */
  constructor(private readonly scan: (window: Uint8Array, isContinued: boolean) => Hit[]) {}

  /** Takes the next bytes, and reports what was found by now; ranges count from the stream's beginning. */
  push(chunk: Uint8Array): Hit[] {
    const hits: Hit[] = [];
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(chunk.length - at, WINDOW_BYTES - this.filled);
      this.makeRoom(this.filled + taken);
      this.window.set(chunk.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled === WINDOW_BYTES) hits.push(...this.scanWindow());
    }
    return hits;
  }

  /** Memory that it holds, bytes. */
  get heldBytes(): number {
    return this.window.length;
  }

  /** Hits in bytes not scanned yet; lets go of most of the memory. More bytes may follow. */
  end(): Hit[] {
    const hits = this.filled > this.scanned ? this.scanWindow() : [];
    this.window = this.window.slice(0, this.filled);
    return hits;
  }

  private makeRoom(sizeBytes: number): void {
    if (sizeBytes <= this.window.length) return;
    const larger = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(sizeBytes, 2 * this.window.length)));
    larger.set(this.window.subarray(0, this.filled));
    this.window = larger;
  }

  private scanWindow(): Hit[] {
    const { offset } = this;
    const found = this.scan(this.window.subarray(0, this.filled), offset > 0)
      .filter((hit) => hit.end > this.scanned)
      .map((hit) => ({ ...hit, start: hit.start + offset, end: hit.end + offset }));
    const hits = found.filter((hit) => !this.recent.some((earlier) => isSame(earlier, hit)));
    const next = this.filled - OVERLAP_BYTES;
    this.recent = found.filter((hit) => hit.end > offset + next);
    if (next > 0) {
      this.window.copyWithin(0, next, this.filled);
      this.offset += next;
      this.filled = OVERLAP_BYTES;
    }
    this.scanned = this.filled;
    return hits;
  }
}

/** One encoding that lies across a border is seen from both sides. */
function isSame(a: Hit, b: Hit): boolean {
  // The cheapest first: there may be many.
  return a.start < b.end && b.start < a.end && a.secret === b.secret && a.chain.join() === b.chain.join();
}
