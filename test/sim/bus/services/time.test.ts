import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendar, secondsOf } from "../../../../sim/bus/services/time.ts";
import { BadScenario, scenario } from "../../../../sim/home/scenario.ts";
import { firmware, printed, run } from "../../../firmware.ts";

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

describe("the real-time clock that a scenario sets", () => {
  it("shows year, month, day, day of the week and hour from then on, and goes", () => {
    const newYear = [2027, 12, 31, 5, 23, 59, 30];
    const story = scenario("new year").wait("90s").set("real time clock", newYear, "local_time");

    const world = run(firmware("clock"), 190, { scenario: story });

    expect(printed(world)).toEqual(["2026-1-5, day 1, 8:31", "2028-1-1, day 6, 0:0", "2028-1-1, day 6, 0:1"]);
  });

  it("goes by the calendar, whatever day of the week it is given, and begins the day where no hour is given", () => {
    const story = scenario("leap day").wait("90s").set("realTimeClock", [2028, 2, 29]);

    expect(printed(run(firmware("clock"), 130, { scenario: story }))).toContain("2028-2-29, day 2, 0:0");
  });

  it("takes a list of numbers and nothing else", () => {
    const story = scenario("new year").wait("90s").set("real time clock", "2027-12-31");

    expect(() => run(firmware("clock"), 100, { scenario: story })).toThrow(BadScenario);
  });
});
