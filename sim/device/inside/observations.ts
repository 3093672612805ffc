/**
 * Observations: what was seen inside the interpreter during a run, as plain data.
 *
 * They hold whatever values the firmware handled, secrets included: they are for the judge, never for output.
 * Program counters are return addresses, innermost first, as in call stacks.
 */
import { FORK } from "../../engine/fork.ts";
import type { SeenValue } from "./values.ts";

/** Kinds of observations to make. Each costs a little of the run's time. */
export interface Watch {
  /** Outcomes of conditional jumps. */
  readonly branches?: true;
  /** All statements that ran, which says what lines and functions did. */
  readonly statements?: true;
  /** Comparisons, and tests of single values: truth, null, type. */
  readonly comparisons?: true;
  /** Reads of members of objects, arrays and texts. */
  readonly lookups?: true;
  /** Searches in texts. */
  readonly searches?: true;
  /** Arithmetic, and the runtime's functions that take texts apart or turn them into something else. */
  readonly uses?: true;
  /**
   * Program counters of the code whose observations are wanted, 1 for each of them: what it does itself, and what code
   * does that it calls. Default: all code.
   */
  readonly within?: Uint8Array;
}

interface Seen {
  /** Innermost first: where it happened, and the callers. */
  readonly pcs: readonly number[];
  readonly atMicros: number;
}

export interface Comparison extends Seen {
  readonly what: "comparison";
  readonly operator: "===" | "!==" | "==" | "!=" | "<" | "<=";
  readonly left: SeenValue;
  readonly right: SeenValue;
  readonly result: boolean;
}

/** A question about one value. `truth` is that of `if`, `&&` and `!`. */
export interface Test extends Seen {
  readonly what: "test";
  readonly operator: "truth" | "nullish" | "undefined" | "NaN" | "typeof";
  readonly value: SeenValue;
  /** For `typeof` the type's name, or its number where the program compares that. */
  readonly result: SeenValue;
}

export interface Lookup extends Seen {
  readonly what: "lookup";
  readonly object: SeenValue;
  readonly member: SeenValue;
  /** Undefined where the member is missing. */
  readonly found: SeenValue;
  /** Members that an object has instead of a missing one whose name was computed; empty in all other cases. */
  readonly names: readonly string[];
}

export interface Search extends Seen {
  readonly what: "search";
  readonly text: string;
  readonly sought: string;
  /** First and end position asked for, as the program gave them. */
  readonly range: readonly SeenValue[];
  /** Position, or -1. */
  readonly result: number;
}

/** An operator or function of the runtime applied to values; `of` begins with `this` for methods. */
export interface Use extends Seen {
  readonly what: "use";
  readonly name: string;
  readonly of: readonly SeenValue[];
  readonly result: SeenValue;
}

export type Observation = Comparison | Test | Lookup | Search | Use;

/** An observation but for its place and time. */
export type WhatWasSeen = Unplaced<Observation>;
/** Each kind of a union by itself, so that its own fields stay. */
type Unplaced<Kind> = Kind extends Seen ? Omit<Kind, keyof Seen> : never;

/** Number of times that the statement that ends before `pc` ran. */
export interface StatementCount {
  readonly pc: number;
  readonly times: number;
  /** Times that it went on elsewhere than behind itself, for conditional jumps. */
  readonly jumped: number;
}

export interface Observations {
  /** False when nothing was asked for, or the VM is a build that cannot be looked into. */
  readonly watched: boolean;
  /** Statements that ran, by address: all, or conditional jumps only. */
  readonly statements: readonly StatementCount[];
  /** In the order in which it was seen. */
  readonly seen: readonly Observation[];
  /** Observations that the limits left out. */
  readonly leftOut: number;
}

/** Observations of one kind at one place that are kept: the first ones. */
export const MAX_SEEN_AT_PLACE = 200;
/** Observations of one run that are kept. */
const MAX_SEEN = 100_000;

/** Program counters have 16 bits. */
const PC_COUNT = 0x1_0000;

/** Collects observations. A fork of a run has a recorder of its own, which begins with what was seen so far. */
export class Recorder {
  watched = false;
  /** By the program counter after the statement. */
  private ran: Uint32Array;
  private jumped: Uint32Array;
  private readonly atPlace = new Map<number, number>();
  private readonly seen: Observation[] = [];
  private leftOut = 0;

  /** For a program of so many bytes. */
  constructor(codeBytes = 0) {
    this.ran = new Uint32Array(Math.min(codeBytes + 1, PC_COUNT));
    this.jumped = this.ran.slice();
  }

  statement(pc: number): void {
    this.ran[pc]++;
  }

  jump(pc: number): void {
    this.jumped[pc]++;
  }

  /** True when one more observation at this place would be kept, of at most so many; the place counts it as made. */
  wants(place: number, most = MAX_SEEN_AT_PLACE): boolean {
    const before = this.atPlace.get(place) ?? 0;
    if (before < most && this.seen.length < MAX_SEEN) {
      this.atPlace.set(place, before + 1);
      return true;
    }
    this.leftOut++;
    return false;
  }

  add(observation: Observation): void {
    this.seen.push(observation);
  }

  observations(): Observations {
    const statements: StatementCount[] = [];
    this.ran.forEach((times, pc) => {
      if (times > 0) statements.push({ pc, times, jumped: this.jumped[pc] });
    });
    return { watched: this.watched, statements, seen: this.seen.slice(), leftOut: this.leftOut };
  }

  /** Observations never change: the copy shares them. */
  [FORK](): Recorder {
    const copy = new Recorder();
    copy.watched = this.watched;
    copy.leftOut = this.leftOut;
    copy.ran = this.ran.slice();
    copy.jumped = this.jumped.slice();
    for (const [place, times] of this.atPlace) copy.atPlace.set(place, times);
    for (const observation of this.seen) copy.seen.push(observation);
    return copy;
  }
}
