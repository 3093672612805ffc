import { describe, expect, it } from "vitest";
import { SMALL_NUMBER } from "../../sim/device/bytecode.ts";
import type { ReadOperation, ReadStatement } from "../../src/compiler.ts";
import { loadCompiler } from "../../src/devicescript.ts";
import { type Expression, readProgram, type Statement } from "../../src/paths/program.ts";
import { image, programs } from "./programs.ts";

describe.each(programs())("the program of %s", (file) => {
  it("is read as DeviceScript's own disassembler reads it", () => {
    const { bytecode } = image(file);
    const ours = readProgram({ bytecode });
    const theirs = loadCompiler().readProgram(bytecode);

    expect(ours.ascii).toEqual(theirs.asciiTable);
    expect(ours.utf8).toEqual(theirs.utf8Table);
    expect(ours.numbers).toEqual(Array.from(theirs.floatTable));
    expect([ours.globals, ours.services.length]).toEqual([theirs.numGlobals, theirs.numSpecs]);
    expect(ours.functions).toHaveLength(theirs.functions.length);
    for (const [i, fn] of ours.functions.entries()) {
      const their = theirs.functions[i];
      expect([fn.name, fn.start, fn.slots]).toEqual([their.name, their.imgOffset, their.numSlots]);
      expect(fn.parameters).toBe(their.numArgs);
      const statements = their.parseBytecode(true);
      expect(fn.statements.map((statement) => ourWords(statement, fn.statements, fn.start))).toEqual(
        statements.map(theirWords),
      );
    }
  });
});

/** A statement as one line: where it is, where it jumps, and its operations with their numbers. */
function ourWords(statement: Statement, all: readonly Statement[], base: number): string {
  const { start, end, target } = statement;
  const goal = target === null ? "" : ` -> ${all[target].start - base}`;
  return `${start - base}-${end - base}${goal} ${words(statement, target === null)}`;
}

function words({ opcode, number, operands }: Expression, withNumber = true): string {
  const own = opcode >= SMALL_NUMBER ? opcode - SMALL_NUMBER - 16 : withNumber ? number : 0;
  return `${opcode}/${own}(${operands.map((operand) => words(operand)).join()})`;
}

function theirWords(statement: ReadStatement): string {
  const { pc, pcEnd, jmpTrg } = statement;
  const goal = jmpTrg === undefined ? "" : ` -> ${jmpTrg.pc}`;
  return `${pc}-${pcEnd}${goal} ${operation(statement, jmpTrg === undefined)}`;
}

function operation({ opcode, intArg = 0, args = [] }: ReadOperation, withNumber = true): string {
  const own = opcode >= SMALL_NUMBER ? opcode - SMALL_NUMBER - 16 : withNumber ? intArg : 0;
  return `${opcode}/${own}(${args.map((arg) => operation(arg)).join()})`;
}
