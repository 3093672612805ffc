/**
 * Operations of the bytecode by name, and the number of operands of each expression.
 *
 * The numbers are DeviceScript's (`bytecode/bytecode.md` of the runtime); `test/paths/program.test.ts` compares what is
 * read with DeviceScript's own reader.
 */

export const OP = {
  BUILTIN_OBJECT: 1,
  /** A call with 0 to 8 arguments: its opcode less this one. */
  CALL: 2,
  LAST_CALL: 10,
  INDEX_DELETE: 11,
  RETURN: 12,
  JUMP: 13,
  JUMP_IF_FALSE: 14,
  BIND: 15,
  OBJECT_FIELD: 16,
  STORE_LOCAL: 17,
  STORE_GLOBAL: 18,
  STORE_BUFFER: 19,
  LOAD_LOCAL: 21,
  LOAD_GLOBAL: 22,
  INDEX: 24,
  INDEX_SET: 25,
  BUILTIN_FIELD: 26,
  ASCII_FIELD: 27,
  UTF8_FIELD: 28,
  MATH_FIELD: 29,
  DS_FIELD: 30,
  ALLOC_MAP: 31,
  ALLOC_ARRAY: 32,
  ALLOC_BUFFER: 33,
  SPEC_PROTOTYPE: 34,
  STATIC_BUFFER: 35,
  BUILTIN_STRING: 36,
  ASCII_STRING: 37,
  UTF8_STRING: 38,
  STATIC_FUNCTION: 39,
  LITERAL: 40,
  LITERAL_F64: 41,
  LOAD_BUFFER: 43,
  RETURNED: 44,
  ADD: 58,
  STORE_CLOSURE: 73,
  LOAD_CLOSURE: 74,
  MAKE_CLOSURE: 75,
  JUMP_IF_NULLISH: 78,
  CALL_ARRAY: 79,
  TRY: 80,
  END_TRY: 81,
  CATCH: 82,
  FINALLY: 83,
  THROW: 84,
  RE_THROW: 85,
  THROW_JUMP: 86,
  DEBUGGER: 87,
  NEW: 88,
  STORE_RETURNED: 93,
  STATIC_SPEC: 94,
} as const;

/** Operands of each expression but those of {@link WITHOUT_OPERANDS}; the number that follows the opcode is none of them. */
const OPERANDS: Readonly<Record<number, number>> = {
  15: 2,
  23: 1,
  24: 2,
  26: 1,
  27: 1,
  28: 1,
  43: 3,
  45: 1,
  47: 1,
  50: 1,
  52: 1,
  53: 1,
  54: 1,
  55: 1,
  56: 1,
  57: 1,
  58: 2,
  59: 2,
  60: 2,
  61: 2,
  62: 2,
  63: 2,
  64: 2,
  65: 2,
  66: 2,
  67: 2,
  68: 2,
  69: 2,
  70: 2,
  71: 2,
  72: 1,
  74: 1,
  76: 1,
  88: 1,
  89: 2,
  91: 2,
  92: 2,
};
const WITHOUT_OPERANDS: ReadonlySet<number> = new Set([
  1, 16, 20, 21, 22, 29, 30, 34, 35, 36, 37, 38, 39, 40, 41, 44, 46, 48, 49, 51, 75, 90, 94,
]);

/** Operands of each statement but calls. */
const STATEMENT_OPERANDS: Readonly<Record<number, number>> = {
  11: 2,
  12: 1,
  13: 0,
  14: 1,
  17: 1,
  18: 1,
  19: 4,
  25: 3,
  31: 0,
  32: 1,
  33: 1,
  73: 2,
  78: 0,
  79: 2,
  80: 0,
  81: 0,
  82: 0,
  83: 0,
  84: 1,
  85: 1,
  86: 1,
  87: 0,
  93: 1,
};

/** Number of operands of an expression; undefined for an opcode that is none. */
export function operandsOf(opcode: number): number | undefined {
  return WITHOUT_OPERANDS.has(opcode) ? 0 : OPERANDS[opcode];
}

/** Number of operands of a statement; undefined for an opcode that is none. */
export function statementOperands(opcode: number): number | undefined {
  if (opcode >= OP.CALL && opcode <= OP.LAST_CALL) return opcode - OP.CALL + 1;
  return STATEMENT_OPERANDS[opcode];
}
