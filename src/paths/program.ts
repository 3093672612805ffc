/** A program as its bytecode says it: functions as statements with expressions, strings, numbers and services. */

import {
  type Statement as FlatStatement,
  FUNCTION_HEADER_BYTES,
  SMALL_NUMBER,
  statementsOf,
} from "../../sim/device/bytecode.ts";
import type { Image } from "../../sim/device/image.ts";
import { NotAnalysed } from "./not-analysed.ts";
import { OP, operandsOf, statementOperands } from "./operations.ts";
import { ImageTables } from "./tables.ts";

/** An operation with its operands. */
export interface Expression {
  readonly opcode: number;
  /** The number that follows the opcode, or that the opcode itself is. */
  readonly number: number;
  readonly operands: readonly Expression[];
}

export interface Statement extends Expression {
  /** Address of its first byte, and of the first one after it, from the start of the bytecode. */
  readonly start: number;
  readonly end: number;
  /** Index of the statement that it may jump to; null where it does not jump. */
  readonly target: number | null;
}

/** A function of the program. Its place in {@link Program.functions} is its number. */
export interface ProgramFunction {
  readonly index: number;
  readonly name: string;
  /** Address of its code. */
  readonly start: number;
  /** Its first slots, with `this` where it takes that. */
  readonly parameters: number;
  readonly slots: number;
  readonly takesThis: boolean;
  readonly isConstructor: boolean;
  /** The last parameter is the list of the arguments that are left. */
  readonly hasRest: boolean;
  readonly statements: readonly Statement[];
}

export interface Program extends Pick<ImageTables, "globals" | "ascii" | "utf8" | "numbers" | "services"> {
  readonly functions: readonly ProgramFunction[];
  /** Operations in all functions. */
  readonly operations: number;
}

const FLAGS = { takesThis: 1, isConstructor: 2, hasRest: 4 };
/** Deepest nesting of expressions: the VM's stack has 16 values (`DEVS_MAX_STACK_DEPTH`). */
const MAX_STACK = 16;

/** Reads the program of an image. Throws {@link NotAnalysed} for bytes that are none. */
export function readProgram(image: Pick<Image, "bytecode">): Program {
  const tables = new ImageTables(image.bytecode);
  let operations = 0;
  const functions = tables.functions.map((entry, index) => {
    const flat = statementsOf(image, {
      name: entry.name,
      startpc: entry.start,
      size: entry.length + FUNCTION_HEADER_BYTES,
    });
    const end = flat.at(-1)?.end ?? entry.start;
    // Filled up to whole words with zeros.
    const rest = image.bytecode.subarray(end, entry.start + entry.length);
    if (flat.length === 0 || rest.length > 3 || rest.some((byte) => byte !== 0))
      throw new NotAnalysed(`function ${index} has code that can't be read`);
    operations += flat.reduce((sum, statement) => sum + statement.operations.length + 1, 0);
    const positions = new Map(flat.map(({ start }, at) => [start, at]));
    return {
      index,
      name: entry.name,
      start: entry.start,
      parameters: entry.parameters,
      slots: entry.slots,
      takesThis: (entry.flags & FLAGS.takesThis) !== 0,
      isConstructor: (entry.flags & FLAGS.isConstructor) !== 0,
      hasRest: (entry.flags & FLAGS.hasRest) !== 0,
      statements: flat.map((statement) => asTree(statement, positions)),
    };
  });
  if (functions.length === 0) throw new NotAnalysed("the program has no functions");
  const { globals, ascii, utf8, numbers, services } = tables;
  return { functions, globals, ascii, utf8, numbers, services, operations };
}

function asTree(flat: FlatStatement, positions: ReadonlyMap<number, number>): Statement {
  const { opcode, number, start, end, operations, target } = flat;
  const stack: Expression[] = [];
  const unreadable = (why: string) => new NotAnalysed(`the statement at ${start} ${why}`);
  for (const operation of operations) {
    const isNumber = operation.opcode >= SMALL_NUMBER;
    const count = isNumber ? 0 : operandsOf(operation.opcode);
    if (count === undefined) throw unreadable(`has the unknown operation ${operation.opcode}`);
    if (count > stack.length) throw unreadable("lacks operands");
    const operands = stack.splice(stack.length - count);
    stack.push({
      opcode: operation.opcode,
      number: isNumber ? operation.opcode - SMALL_NUMBER - SMALL_NUMBERS_BELOW_ZERO : operation.number,
      operands,
    });
    if (stack.length > MAX_STACK) throw unreadable("has more operands than the VM holds");
  }
  if (statementOperands(opcode) !== stack.length)
    throw unreadable(`has ${stack.length} operands for operation ${opcode}`);
  // The end of a `try` block, and others that jump, name an address.
  const address = target ?? (opcode === OP.TRY ? start + number : null);
  const at = address === null ? null : positions.get(address);
  if (at === undefined) throw unreadable("jumps to where no statement is");
  return { opcode, number, operands: stack, start, end, target: at };
}

/** The first one-byte number is -16. */
const SMALL_NUMBERS_BELOW_ZERO = 16;
