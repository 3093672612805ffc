/** Control flow of one function: where each statement goes on, who catches, and whose result `returned` is. */
import { NotAnalysed } from "./not-analysed.ts";
import { OP } from "./operations.ts";
import type { ProgramFunction, Statement } from "./program.ts";

export interface ControlFlow {
  /** Statements that may come next. */
  readonly next: readonly (readonly number[])[];
  /** Innermost `catch` or `finally` around each statement; null where there is none, undefined where it can't run. */
  readonly handler: readonly (number | null | undefined)[];
  /** Statements that may come before: those that go on there, and those whose exceptions it catches. */
  readonly before: readonly (readonly number[])[];
  /** Statements whose result the statement may find as the last one returned. A `catch` stands for what it caught. */
  readonly returned: readonly ReadonlySet<number>[];
  /** Assignments that reach a slot at a statement, as far as they were asked for (`locals.ts`). */
  readonly reaching: Map<number, readonly number[]>;
}

/** Rounds over a function after which its last results do not settle; each round settles one nesting at least. */
const MAX_ROUNDS = 1_000;

export function controlFlow(fn: ProgramFunction): ControlFlow {
  const { statements } = fn;
  const handlers = handlersOf(fn);
  const next = statements.map((statement, at) => nextOf(statement, at, statements.length));
  const into = statements.map((): number[] => []);
  for (const [at, goals] of next.entries()) for (const goal of goals) into[goal].push(at);
  const before = into.map((from) => [...from]);
  for (const [at, stack] of handlers.entries()) {
    const handler = stack?.at(-1);
    if (handler !== undefined) before[handler].push(at);
  }
  return {
    next,
    before,
    handler: handlers.map((stack) => (stack === undefined ? undefined : (stack.at(-1) ?? null))),
    returned: returnedIn(statements, into),
    reaching: new Map(),
  };
}

function nextOf({ opcode, target }: Statement, at: number, count: number): number[] {
  const after = at + 1 < count ? [at + 1] : [];
  switch (opcode) {
    case OP.RETURN:
    case OP.THROW:
      return [];
    case OP.JUMP:
    case OP.END_TRY:
    case OP.THROW_JUMP:
      return [target!];
    case OP.JUMP_IF_FALSE:
    case OP.JUMP_IF_NULLISH:
    case OP.TRY:
      // Whatever is called inside of a `try` may throw.
      return [...after, target!];
    default:
      return after;
  }
}

/** The stack of handlers, innermost last, around each statement; undefined for those that nothing leads to. */
function handlersOf(fn: ProgramFunction): (readonly number[] | undefined)[] {
  const { statements } = fn;
  const stacks: (readonly number[] | undefined)[] = statements.map(() => undefined);
  const work: [number, readonly number[]][] = [[0, []]];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const [at, stack] = item;
    const known = stacks[at];
    if (known !== undefined) {
      if (known.length !== stack.length || known.some((handler, i) => handler !== stack[i]))
        throw new NotAnalysed(`function ${fn.index} leaves a block of try in the middle`);
      continue;
    }
    stacks[at] = stack;
    const { opcode, target } = statements[at];
    switch (opcode) {
      case OP.TRY:
        work.push([at + 1, [...stack, target!]]);
        // A `finally` finds itself on top of the stack on either way, a `catch` does not.
        work.push([target!, statements[target!].opcode === OP.FINALLY ? [...stack, target!] : stack]);
        break;
      case OP.END_TRY:
        work.push([target!, stack.slice(0, -1)]);
        break;
      case OP.FINALLY:
        work.push([at + 1, stack.slice(0, -1)]);
        break;
      case OP.THROW_JUMP: {
        const [level] = statements[at].operands;
        if (level.opcode !== OP.LITERAL && level.opcode < 128)
          throw new NotAnalysed(`function ${fn.index} leaves blocks whose number is not known`);
        work.push([target!, stack.slice(0, Math.max(0, stack.length - level.number))]);
        break;
      }
      default:
        for (const goal of nextOf(statements[at], at, statements.length)) work.push([goal, stack]);
    }
  }
  return stacks;
}

/** True for statements that leave something as the last result. */
export function setsReturned({ opcode }: Statement): boolean {
  return (
    (opcode >= OP.CALL && opcode <= OP.INDEX_DELETE) ||
    [
      OP.CALL_ARRAY,
      OP.ALLOC_MAP,
      OP.ALLOC_ARRAY,
      OP.ALLOC_BUFFER,
      OP.STORE_RETURNED,
      OP.CATCH,
      OP.FINALLY,
    ].includes(opcode as never)
  );
}

function returnedIn(
  statements: readonly Statement[],
  into: readonly (readonly number[])[],
): ReadonlySet<number>[] {
  const before = statements.map(() => new Set<number>());
  for (let round = 0, changed = true; changed; round++) {
    if (round > MAX_ROUNDS) throw new NotAnalysed("a function jumps too much");
    changed = false;
    for (const [at, found] of before.entries()) {
      const size = found.size;
      for (const from of into[at])
        if (setsReturned(statements[from])) found.add(from);
        else for (const setter of before[from]) found.add(setter);
      changed ||= found.size > size;
    }
  }
  return before;
}
