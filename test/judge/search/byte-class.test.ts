import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverOf } from "../../../src/judge/search/byte-class.ts";

const range = fc
  .tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }))
  .map(([start, length]) => ({ start, end: start + length }));

describe("ranges", () => {
  it("cover those that one of them has all of", () => {
    fc.assert(
      fc.property(fc.array(range), range, (ranges, asked) => {
        const expected = ranges.some(({ start, end }) => start <= asked.start && asked.end <= end);
        expect(coverOf(ranges)(asked)).toBe(expected);
      }),
    );
  });
});
