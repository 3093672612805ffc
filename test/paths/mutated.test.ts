import { expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { NotAnalysed } from "../../src/paths/not-analysed.ts";
import { pathsOf } from "../../src/paths/paths.ts";
import { SOAK } from "../soak.ts";
import { image } from "./programs.ts";

const MUTANTS = SOAK ? 20_000 : 60;
/** Longest that one may take, milliseconds; most take a tenth of a second, and other work may go on beside them. */
const LONGEST_MILLIS = 20_000;
const built = image("devs/leakbench/a01.ts");

it("ends soon with paths or with a reason, whatever the bytes of a program are", () => {
  const random = Random.stream(1, "mutants");
  const reasons = new Set<string>();
  for (let i = 0; i < MUTANTS; i++) {
    const bytecode = built.bytecode.slice();
    for (let changes = 1 + random.below(4); changes > 0; changes--)
      bytecode[random.below(bytecode.length)] = random.below(256);
    const begin = performance.now();
    try {
      expect(pathsOf({ ...built, bytecode }).functions.all).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof NotAnalysed)) throw error;
      reasons.add(error.message.replace(/\d+/g, "N"));
    }
    expect(performance.now() - begin).toBeLessThan(LONGEST_MILLIS);
  }
  expect(reasons.size).toBeGreaterThan(0);
}, 3_600_000);

it.each([0, 10, 111, 112, 300, 2_000])("says that a program which ends after %i bytes is none", (length) => {
  expect(() => pathsOf({ ...built, bytecode: built.bytecode.slice(0, length) })).toThrow(NotAnalysed);
});
