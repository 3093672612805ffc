/** Errands of a thread that does single runs: messages to it and from it, and the memory that it shares with its giver. */
import type { MessagePort } from "node:worker_threads";
import type { VmModule } from "../../sim/device/vm.ts";
import type { RunRequest } from "../judge/subject.ts";
import type { PlainSimulation, RunApart } from "../subjects/simulated-appliance.ts";

export interface RunThreadData {
  readonly port: MessagePort;
  /** Int32Array: number of answers so far, then the state of each slot. */
  readonly shared: SharedArrayBuffer;
  readonly vm: VmModule;
}

export type RunErrand =
  | { readonly kind: "firmware"; readonly firmware: PlainSimulation }
  | {
      readonly kind: "run";
      readonly number: number;
      readonly slot: number;
      readonly request: RunRequest;
      /** Units of work that it may do. */
      readonly leftUnits: number;
    };

export interface RunAnswer {
  readonly number: number;
  /** Null for a run that whoever gave it has taken back, or has to do himself. */
  readonly apart: RunApart | null;
}

/** Errands that a thread has at a time: one that it does, one that it does next. */
export const SLOTS = 2;

/** State of a slot: whoever claims it first does the run. */
const OPEN = 0;
const CLAIMED = 1;

/** Memory that a thread shares with its giver. */
export class RunThreadState {
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
