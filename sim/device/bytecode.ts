/**
 * Statements of a program's bytecode, as far as control flow goes: where each begins and ends, and where it may jump.
 *
 * The format is that of DeviceScript 2.16: a statement is a sequence of expression opcodes in postfix order that ends
 * with a statement's opcode; some opcodes are followed by a number (`bytecode/bytecode.md` of the runtime).
 */
import type { FunctionInfo, Image } from "./image.ts";

/** An opcode with the number that follows it; 0 where none does. */
export interface Operation {
  readonly opcode: number;
  readonly number: number;
}

export interface Statement extends Operation {
  /** Address of its first byte, and of the first one after it, from the start of the bytecode. */
  readonly start: number;
  readonly end: number;
  /** Address that a jump, or the end of a `try` block, goes to; null for other statements. */
  readonly target: number | null;
  /** Its expressions, in postfix order. */
  readonly operations: readonly Operation[];
}

/** Conditional jumps: on a value that is false, and (`?.`) on one that is null or undefined. */
export const CONDITIONAL_JUMPS: ReadonlySet<number> = new Set([14, 78]);
/** End of a `try` block: goes on behind the `catch` or `finally` that follows on it. */
export const END_OF_TRY = 81;
/** First statement of a `catch` block. The interpreter enters the block behind it. */
export const CATCH = 82;
/** Statements with the address at which the program goes on. */
const JUMPS = new Set([13, 14, 78, END_OF_TRY, 86]);

/** Opcodes of statements. */
export const STATEMENT_OPCODES: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 25, 31, 32, 33, 73, 78, 79, 80, 81, 82, 83, 84, 85,
  86, 87, 93,
]);
/** Opcodes that a number follows. */
const WITH_NUMBER = new Set([
  1, 13, 14, 16, 17, 18, 21, 22, 26, 27, 28, 29, 30, 34, 35, 36, 37, 38, 39, 40, 41, 73, 74, 75, 78, 80, 81,
  86, 94,
]);
/** An opcode of this or above is itself a small number. */
export const SMALL_NUMBER = 128;
/** A function's size in the debug information includes the header that its code does not follow on, bytes. */
export const FUNCTION_HEADER_BYTES = 16;
/** A first byte of this or above says how many bytes follow, and the sign. */
const LONG_NUMBER = 248;

/** End of a function's code. */
export function endOf(fn: FunctionInfo): number {
  return fn.startpc + fn.size - FUNCTION_HEADER_BYTES;
}

/** Statements of one function, up to its end or to what cannot be decoded. */
export function statementsOf(image: Pick<Image, "bytecode">, fn: FunctionInfo): Statement[] {
  const code = image.bytecode.subarray(0, endOf(fn));
  const statements: Statement[] = [];
  for (let next = fn.startpc; ; ) {
    const statement = statementAt(code, next);
    if (statement === null) return statements;
    statements.push(statement);
    next = statement.end;
  }
}

function statementAt(code: Uint8Array, start: number): Statement | null {
  const operations: Operation[] = [];
  for (let at = start; at < code.length; ) {
    const opcode = code[at];
    const number = WITH_NUMBER.has(opcode) ? numberAt(code, at + 1) : { value: 0, end: at + 1 };
    // Zero is no opcode: functions are filled up to whole words with it.
    if (opcode === 0 || number === null) return null;
    if (STATEMENT_OPCODES.has(opcode)) {
      const target = JUMPS.has(opcode) ? at + number.value : null;
      return { opcode, number: number.value, start, end: number.end, target, operations };
    }
    operations.push({ opcode, number: number.value });
    at = number.end;
  }
  return null;
}

function numberAt(code: Uint8Array, at: number): { value: number; end: number } | null {
  if (at >= code.length) return null;
  const first = code[at];
  if (first < LONG_NUMBER) return { value: first, end: at + 1 };
  const end = at + 2 + (first & 3);
  if (end > code.length) return null;
  const magnitude = code.subarray(at + 1, end).reduce((value, byte) => value * 256 + byte, 0);
  return { value: first & 4 ? -magnitude : magnitude, end };
}

/** A jump on a value that is written in the program: `while (true)`. */
export function isDecided({ operations }: Statement): boolean {
  const CONSTANTS = [36, 37, 38, 40, 41, 46, 48, 49, 51, 90];
  if (operations.length !== 1) return false;
  const [{ opcode }] = operations;
  return opcode >= SMALL_NUMBER || CONSTANTS.includes(opcode);
}

/** Gives what was caught the name that `catch (error)` has for it. */
export function isStoreOfCaught({ opcode, operations }: Statement): boolean {
  const STORES = [17, 18, 73];
  const RETURNED = 44;
  return STORES.includes(opcode) && operations.length === 1 && operations[0].opcode === RETURNED;
}
