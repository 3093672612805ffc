/** Outcomes of the branches in the project's own code: two for each, the condition held or it did not. */

import type { Image } from "../../sim/device/image.ts";
import { coverage } from "../../sim/device/inside/coverage.ts";
import type { Observations } from "../../sim/device/inside/observations.ts";
import type { BranchOutcome } from "../judge/subject.ts";

export class Outcomes {
  /** In the order of the bytecode. */
  readonly all: readonly BranchOutcome[];
  private readonly known: ReadonlySet<number>;

  constructor(image: Image) {
    const { branches } = coverage(image, []);
    this.known = new Set(branches.map(({ pc }) => pc));
    this.all = branches.flatMap(({ pc, file, line }) => [
      { id: idOf(pc, true), file, line, held: true },
      { id: idOf(pc, false), file, line, held: false },
    ]);
  }

  /** Identities of those that were observed. */
  ran({ statements }: Observations): string[] {
    return statements.flatMap(({ pc, times, jumped }) => {
      if (!this.known.has(pc)) return [];
      return [...(times > jumped ? [idOf(pc, true)] : []), ...(jumped > 0 ? [idOf(pc, false)] : [])];
    });
  }
}

function idOf(pc: number, held: boolean): string {
  return `${pc}${held ? "+" : "-"}`;
}
