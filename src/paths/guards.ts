/**
 * Guards: statements that run only where a local is not of some kind, as after `if (!(data instanceof Buffer))`. There it
 * is something else, or nothing.
 */
import { BUILTIN_OBJECTS, BUILTIN_STRINGS } from "./builtins.ts";
import { OP } from "./operations.ts";
import type { Expression, Program, ProgramFunction } from "./program.ts";
import type { Kind } from "./things.ts";

export interface Guard {
  readonly slot: number;
  /** Kind that the local is not of. */
  readonly excluded: Kind;
}

const NOT = 56;
const NOT_EQUAL = 71;
const TYPEOF_TEXT = 76;
const INSTANCE_OF = 89;

/** Guards by the place of the statement: from the condition on, as far as nothing else leads there. */
export function guardsOf({ statements }: ProgramFunction, program: Program): ReadonlyMap<number, Guard> {
  const joins = new Set(statements.map(({ target }) => target));
  const guards = new Map<number, Guard>();
  for (const [at, { opcode, operands }] of statements.entries()) {
    const guard = opcode === OP.JUMP_IF_FALSE ? guardIn(operands[0], program) : null;
    if (guard === null) continue;
    for (let i = at + 1; i < statements.length && !joins.has(i); i++) {
      const { opcode: next, number } = statements[i];
      guards.set(i, guard);
      if (next === OP.STORE_LOCAL && number === guard.slot) break;
      if (ENDS.has(next)) break;
    }
  }
  return guards;
}

/** Statements behind which a guard holds no more: the program goes on elsewhere, too. */
const ENDS: ReadonlySet<number> = new Set([
  OP.RETURN,
  OP.THROW,
  OP.JUMP,
  OP.JUMP_IF_FALSE,
  OP.JUMP_IF_NULLISH,
  OP.TRY,
  OP.END_TRY,
  OP.CATCH,
  OP.FINALLY,
  OP.THROW_JUMP,
]);

function guardIn(condition: Expression, program: Program): Guard | null {
  const [first, second] = condition.operands;
  if (condition.opcode === NOT && first.opcode === INSTANCE_OF) {
    const [value, type] = first.operands;
    const isBuffer = type.opcode === OP.BUILTIN_OBJECT && BUILTIN_OBJECTS[type.number] === "Buffer";
    return isBuffer ? ofLocal(value, "buffer") : null;
  }
  if (condition.opcode === NOT_EQUAL && first.opcode === TYPEOF_TEXT && textOf(second, program) === "string")
    return ofLocal(first.operands[0], "text");
  return null;
}

function ofLocal({ opcode, number }: Expression, excluded: Kind): Guard | null {
  return opcode === OP.LOAD_LOCAL ? { slot: number, excluded } : null;
}

function textOf({ opcode, number }: Expression, program: Program): string | undefined {
  if (opcode === OP.BUILTIN_STRING) return BUILTIN_STRINGS[number];
  return opcode === OP.ASCII_STRING ? program.ascii[number] : undefined;
}
