import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONDITIONAL_JUMPS, endOf, isDecided, statementsOf } from "../../../sim/device/bytecode.ts";
import { firmware } from "../../firmware.ts";

const image = firmware("inside/decides");

describe("statements of a function", () => {
  it("cover its code from beginning to end, and jump only to each other", () => {
    for (const fn of image.debug.functions) {
      const statements = statementsOf(image, fn);
      const starts = new Set(statements.map(({ start }) => start));

      expect(statements[0].start).toBe(fn.startpc);
      for (const [i, { end }] of statements.slice(0, -1).entries()) expect(statements[i + 1].start).toBe(end);
      // Filled up to whole words.
      expect(endOf(fn) - statements[statements.length - 1].end).toBeLessThan(4);
      for (const { target } of statements) if (target !== null) expect(starts).toContain(target);
    }
  });

  it("tell conditions from those that the program has decided", () => {
    const timers = firmware("inside/timers");
    const [loop] = timers.debug.functions
      .filter(({ name }) => name === "timeoutWorker")
      .flatMap((fn) => statementsOf(timers, fn))
      .filter(({ opcode }) => CONDITIONAL_JUMPS.has(opcode));
    const [first] = statementsOf(image, image.debug.functions.find(({ name }) => name === "judge")!);

    // while (true)
    expect(isDecided(loop)).toBe(true);
    // if (level > limit)
    expect([CONDITIONAL_JUMPS.has(first.opcode), isDecided(first)]).toEqual([true, false]);
  });

  it("end where bytes are not a program's, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(70), fc.nat(70), (bytecode, startpc, size) => {
        const statements = statementsOf({ ...image, bytecode }, { name: "", startpc, size: size + 16 });

        let next = startpc;
        for (const { start, end } of statements) {
          expect(start).toBe(next);
          expect(end).toBeGreaterThan(start);
          next = end;
        }
        expect(statements.length === 0 || next <= bytecode.length).toBe(true);
      }),
    );
  });
});
