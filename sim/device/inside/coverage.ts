/** Coverage: which branches, functions and `catch` blocks of the firmware's own code ran, from the observations of its runs. */

import { isLibraryFile, type SourcePlace } from "../../tape/position.ts";
import {
  CATCH,
  CONDITIONAL_JUMPS,
  END_OF_TRY,
  endOf,
  isDecided,
  isStoreOfCaught,
  type Statement,
  statementsOf,
} from "../bytecode.ts";
import type { Image } from "../image.ts";
import { SourceMap } from "../source-map.ts";
import type { Observations, StatementCount } from "./observations.ts";

/** A place where the program goes one way or another: `if`, a loop's condition, `&&`, `||`, `??`, `?:`, `?.`, `case`. */
export interface CoveredBranch extends SourcePlace {
  /** Program counter after the jump. */
  readonly pc: number;
  /** Times that it went on with what follows: the condition held. */
  readonly passed: number;
  /** Times that it left that out. For `case`, that is the case's own code. */
  readonly jumped: number;
}

export interface CoveredLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Times that the statement on it that ran most often did. */
  readonly times: number;
}

export interface CoveredFunction extends SourcePlace {
  /** Program counter after its first statement. */
  readonly pc: number;
  /** False for the top level of all files, which runs at each start. */
  readonly isCalled: boolean;
  /** Times that its first statement ran; 1 where only others of it are known to have run. */
  readonly times: number;
}

/** Block of a `catch` that holds any code. */
export interface CoveredCatch extends SourcePlace {
  /** Program counter after its first statement. */
  readonly pc: number;
  /** Zero where statements were not watched. */
  readonly times: number;
}

export interface Coverage {
  /** In the order of the bytecode. */
  readonly branches: readonly CoveredBranch[];
  /** Two for each branch, and those of them that ran. */
  readonly outcomes: { readonly all: number; readonly ran: number };
  /** By file and line. All zero where statements were not watched, but for lines with branches. */
  readonly lines: readonly CoveredLine[];
  /** In the order of the bytecode. */
  readonly functions: readonly CoveredFunction[];
  /** In the order of the bytecode. */
  readonly catches: readonly CoveredCatch[];
}

/** Statements that ran in any of several runs, with the times that they did in all of them. */
export class StatementTotals {
  private readonly counts = new Map<number, { times: number; jumped: number }>();

  add({ statements }: Pick<Observations, "statements">): void {
    for (const { pc, times, jumped } of statements) {
      const count = this.counts.get(pc);
      if (count === undefined) this.counts.set(pc, { times, jumped });
      else {
        count.times += times;
        count.jumped += jumped;
      }
    }
  }

  get statements(): StatementCount[] {
    return [...this.counts].map(([pc, count]) => ({ pc, ...count }));
  }
}

/** Coverage of one program by any number of runs. */
export function coverage(image: Image, runs: readonly Pick<Observations, "statements">[]): Coverage {
  const totals = new StatementTotals();
  for (const run of runs) totals.add(run);
  const counts = new Map(totals.statements.map((count) => [count.pc, count]));
  const map = new SourceMap(image.debug);
  const branches: CoveredBranch[] = [];
  const functions: CoveredFunction[] = [];
  const catches: CoveredCatch[] = [];
  const lines = new Map<string, CoveredLine>();
  for (const fn of map.functions) {
    const start = map.place(fn.startpc + 1);
    if (start === null || isLibraryFile(start.file) || endOf(fn) <= fn.startpc) continue;
    const statements = statementsOf(image, fn);
    const times = statements.map(({ end }) => counts.get(end)?.times ?? 0);
    functions.push({
      ...start,
      pc: statements[0].end,
      isCalled: fn !== map.functions[0],
      times: times[0] || Math.min(1, Math.max(0, ...times)),
    });
    for (const [i, statement] of statements.entries()) {
      const place = map.place(statement.end);
      if (place === null || isLibraryFile(place.file)) continue;
      const { times, jumped } = counts.get(statement.end) ?? { times: 0, jumped: 0 };
      const key = `${place.file}:${place.line}`;
      const most = Math.max(times, lines.get(key)?.times ?? 0);
      lines.set(key, { file: place.file, line: place.line, times: most });
      if (CONDITIONAL_JUMPS.has(statement.opcode) && !isDecided(statement))
        branches.push({ ...place, pc: statement.end, passed: times - jumped, jumped });
      const first = caughtFirst(statements, i);
      if (first !== null)
        catches.push({
          ...(map.place(first.end) ?? place),
          pc: first.end,
          times: counts.get(first.end)?.times ?? 0,
        });
    }
  }
  const ran = branches.reduce(
    (sum, { passed, jumped }) => sum + (passed > 0 ? 1 : 0) + (jumped > 0 ? 1 : 0),
    0,
  );
  return {
    branches,
    outcomes: { all: 2 * branches.length, ran },
    lines: [...lines.values()].sort((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    ),
    functions,
    catches,
  };
}

/** The first statement of the `catch` block at `index`; null where there is no such block, or no code in it. */
function caughtFirst(statements: readonly Statement[], index: number): Statement | null {
  if (statements[index].opcode !== CATCH) return null;
  const before = statements[index - 1];
  const end = before?.opcode === END_OF_TRY ? before.target : null;
  const [store, next] = statements.slice(index + 1);
  const first = store !== undefined && isStoreOfCaught(store) ? next : store;
  return first === undefined || first.start === end ? null : first;
}
