/** Windows of streams that wait for being scanned, by other threads where there are some. */
import type { Hit, Wanted } from "./hit.ts";

export interface ScanWindow {
  readonly bytes: Uint8Array;
  /** Begins in the middle of its stream. */
  readonly isContinued: boolean;
}

/** Begins with a window. The function that it returns says what is in it, once that is needed. */
export type BeginScan = (window: ScanWindow) => () => Hit[];

/** Says how to begin with windows that are searched for these values. `scan` scans one here. */
export type ScanAhead = (wanted: readonly Wanted[], scan: (window: ScanWindow) => Hit[]) => BeginScan;

/** So many wait at most: enough for the processors of a usual machine. */
export const MAX_WAITING_WINDOWS = 8;

/** In order, and after as many further ones, whoever scans them: the same comes out with any number of threads. */
export class WindowQueue {
  private readonly waiting: { readonly hits: () => Hit[]; readonly take: (hits: Hit[]) => void }[] = [];

  constructor(private readonly begin: BeginScan) {}

  /** `take` gets the hits later. */
  add(window: ScanWindow, take: (hits: Hit[]) => void): void {
    this.waiting.push({ hits: this.begin(window), take });
    if (this.waiting.length > MAX_WAITING_WINDOWS) this.next();
  }

  /** Finishes the window that has waited longest. */
  next(): void {
    const first = this.waiting.shift()!;
    first.take(first.hits());
  }
}
