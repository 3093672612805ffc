import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendar, secondsOf } from "../../../../sim/bus/services/time.ts";

describe("the calendar of the real-time clock", () => {
  it("agrees with everybody else's from 1900 to 2200", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_208_988_800, max: 7_258_118_400 }), (seconds) => {
        const date = new Date(1000 * seconds);
        expect(calendar(seconds)).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCDay() || 7,
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
        ]);
        expect(secondsOf(calendar(seconds))).toBe(seconds);
      }),
      { numRuns: 1000 },
    );
  });
});
