/** Numbers that follow a reading, as goals of lessons see them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { risesWith } from "../../src/lesson/follows.ts";

const READINGS = [84, 20, 52];

function told(by: (reading: number, i: number) => number | undefined) {
  return READINGS.map((reading, i) => [reading, by(reading, i)] as const);
}

describe("a number follows a reading", () => {
  it.each<[string, (reading: number) => number]>([
    ["as it is", (reading) => reading],
    ["in whole units", (reading) => Math.round(reading + 0.4)],
    ["in thousandths", (reading) => reading * 1_000],
    ["in another unit", (reading) => reading * 1.8 + 32],
    ["below zero", (reading) => reading - 300],
    ["rounded to fives", (reading) => Math.round(reading / 5) * 5],
  ])("%s", (_, by) => {
    expect(risesWith(told(by))).toBe(true);
  });

  it("in whatever unit there is", () => {
    const unit = fc.tuple(
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: -1e4, max: 1e4 }),
    );
    fc.assert(fc.property(unit, ([times, plus]) => risesWith(told((reading) => reading * times + plus))));
  });
});

describe("a number does not follow a reading", () => {
  it.each<[string, (reading: number, i: number) => number | undefined]>([
    ["that is always the same", () => 21.5],
    ["that goes on with time", (_, i) => 20 + i],
    ["that goes back with time", (_, i) => 20 - i],
    ["that goes the other way", (reading) => -reading],
    ["that only says whether it is much", (reading) => (reading > 50 ? 100 : 0)],
    ["that is missing once", (reading) => (reading === 20 ? undefined : reading)],
    ["that is missing always", () => undefined],
  ])("%s", (_, by) => {
    expect(risesWith(told(by))).toBe(false);
  });

  it("that was never set, or to one value only", () => {
    expect(risesWith([])).toBe(false);
    expect(risesWith([[20, 20]])).toBe(false);
    expect(
      risesWith([
        [20, 20],
        [20, 21],
      ]),
    ).toBe(false);
  });
});
