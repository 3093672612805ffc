/**
 * Ways that the project's own code can go: two for each branch (the condition held or it did not), one into each
 * function, which event handlers are, and one into each `catch` block.
 */

import type { Image } from "../../sim/device/image.ts";
import { coverage } from "../../sim/device/inside/coverage.ts";
import type { Observations } from "../../sim/device/inside/observations.ts";
import type { BranchOutcome } from "../judge/subject.ts";

export class Outcomes {
  /** In the order of the bytecode, kind by kind. */
  readonly all: readonly BranchOutcome[];
  private readonly branches: ReadonlySet<number>;
  /** Program counters after the first statement of functions and blocks. */
  private readonly entries: ReadonlySet<number>;

  constructor(image: Image) {
    const { branches, functions, catches } = coverage(image, []);
    const entries = [...functions.filter((fn) => fn.isCalled), ...catches];
    this.branches = new Set(branches.map(({ pc }) => pc));
    this.entries = new Set(entries.map(({ pc }) => pc));
    this.all = [
      ...branches.flatMap(({ pc, file, line }) => [
        { id: passedAt(pc), file, line },
        { id: jumpedAt(pc), file, line },
      ]),
      ...entries.map(({ pc, file, line }) => ({ id: enteredAt(pc), file, line })),
    ];
  }

  /** Identities of those that were observed. */
  ran({ statements }: Observations): string[] {
    return statements.flatMap(({ pc, times, jumped }) => [
      ...(this.branches.has(pc) && times > jumped ? [passedAt(pc)] : []),
      ...(this.branches.has(pc) && jumped > 0 ? [jumpedAt(pc)] : []),
      ...(this.entries.has(pc) ? [enteredAt(pc)] : []),
    ]);
  }
}

function passedAt(pc: number): string {
  return `${pc}+`;
}

function jumpedAt(pc: number): string {
  return `${pc}-`;
}

function enteredAt(pc: number): string {
  return `${pc}>`;
}
