/** Locals: which assignments a statement may find in a slot, where no closure can change it meanwhile. */
import type { ControlFlow } from "./control-flow.ts";
import { OP } from "./operations.ts";
import type { Expression, Program, ProgramFunction } from "./program.ts";

/** Stands for what a slot holds when the function is entered: a parameter, or nothing. */
export const AT_ENTRY = -1;
/** Larger functions are taken as if every assignment reached everywhere; the largest at hand has 400 statements. */
const MOST_STATEMENTS = 3_000;

/** Slots of each function that closures made in it read or write, by the function's number. */
export function capturedSlots(program: Program): ReadonlyMap<number, ReadonlySet<number>> {
  const makers = new Map<number, Set<number>>();
  const uses: { readonly by: number; readonly slot: number; readonly levels: number }[] = [];
  for (const { index, statements } of program.functions)
    for (const statement of statements)
      everyExpression(statement, ({ opcode, number, operands }) => {
        if (opcode === OP.MAKE_CLOSURE) makers.set(number, (makers.get(number) ?? new Set()).add(index));
        if (opcode === OP.LOAD_CLOSURE || opcode === OP.STORE_CLOSURE)
          uses.push({ by: index, slot: number, levels: operands[0].number });
      });
  const captured = new Map<number, Set<number>>();
  for (const { by, slot, levels } of uses) {
    let at = new Set([by]);
    for (let i = 0; i < levels; i++) at = new Set([...at].flatMap((fn) => [...(makers.get(fn) ?? [])]));
    for (const fn of at) captured.set(fn, (captured.get(fn) ?? new Set()).add(slot));
  }
  return captured;
}

/** Assignments to the slot that the statement at `at` may find: places of statements, and {@link AT_ENTRY}. */
export function assignmentsReaching(
  { statements }: ProgramFunction,
  { before }: ControlFlow,
  slot: number,
  at: number,
): readonly number[] {
  const isStore = (i: number) => statements[i].opcode === OP.STORE_LOCAL && statements[i].number === slot;
  if (statements.length > MOST_STATEMENTS)
    return [AT_ENTRY, ...[...statements.keys()].filter((i) => isStore(i))];
  const found = new Set<number>();
  const seen = new Set<number>([at]);
  const work = [at];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (next === 0) found.add(AT_ENTRY);
    for (const from of before[next]) {
      if (isStore(from)) found.add(from);
      // What throws while it assigns has not assigned.
      if ((!isStore(from) || isCatch(statements[next].opcode)) && !seen.has(from)) {
        seen.add(from);
        work.push(from);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

function isCatch(opcode: number): boolean {
  return opcode === OP.CATCH || opcode === OP.FINALLY;
}

function everyExpression(expression: Expression, act: (expression: Expression) => void): void {
  act(expression);
  for (const operand of expression.operands) everyExpression(operand, act);
}
