/** Errands of a thread: messages to it and from it, and the memory that it shares with its giver. */
import type { MessagePort } from "node:worker_threads";

/** `Tools`: what the thread has from its beginning. */
export interface ErrandThreadData<Tools> {
  readonly port: MessagePort;
  /** Int32Array: number of answers so far, then the state of each slot. */
  readonly shared: SharedArrayBuffer;
  readonly tools: Tools;
}

/** `Matter`: what errands are about, told once for many. `Request`: what one errand asks for. */
export type Errand<Matter, Request> =
  | { readonly kind: "matter"; readonly matter: Matter }
  | { readonly kind: "request"; readonly number: number; readonly slot: number; readonly request: Request };

export interface ErrandAnswer<Result> {
  readonly number: number;
  /** Null for an errand that whoever gave it has taken back, or has to do himself. */
  readonly result: Result | null;
}

/** Errands that a thread has at a time: one that it does, one that it does next. */
export const SLOTS = 2;

/** State of a slot: whoever claims it first does the errand. */
const OPEN = 0;
const CLAIMED = 1;

/** Memory that a thread shares with its giver. */
export class ErrandState {
  private readonly cells: Int32Array;

  constructor(readonly buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (1 + SLOTS))) {
    this.cells = new Int32Array(buffer);
  }

  open(slot: number): void {
    Atomics.store(this.cells, 1 + slot, OPEN);
  }

  /** False when the other one was first. */
  claim(slot: number): boolean {
    return Atomics.compareExchange(this.cells, 1 + slot, OPEN, CLAIMED) === OPEN;
  }

  get answers(): number {
    return Atomics.load(this.cells, 0);
  }

  answered(): void {
    Atomics.add(this.cells, 0, 1);
    Atomics.notify(this.cells, 0);
  }

  /** Sleeps until there are more answers than `seen`. False when none came in time. */
  wait(seen: number, patienceMillis: number): boolean {
    return Atomics.wait(this.cells, 0, seen, patienceMillis) !== "timed-out";
  }
}
