import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, MAX_DURATION_MICROS, parseDuration } from "../../../sim/tape/duration.ts";

describe("durations", () => {
  it.each([
    ["500ms", 500_000],
    ["3.01s", 3_010_000],
    ["60s", 60_000_000],
    ["5m", 300_000_000],
    ["24h", 86_400_000_000],
    [" 1s ", 1_000_000],
    ["720h", MAX_DURATION_MICROS],
  ])("%j is %d microseconds", (text, micros) => {
    expect(parseDuration(text)).toBe(micros);
  });

  it.each([
    "",
    "60",
    "s",
    "-1s",
    "1 s",
    "1S",
    "1d",
    "1e3s",
    ".5s",
    "5.s",
    "0s",
    "0.0001ms",
    "721h",
    "Infinitys",
    "1s2s",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it("come back from their text, to the millisecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_DURATION_MICROS }), (micros) => {
        const back = parseDuration(formatDuration(micros))!;
        expect(back).toBeGreaterThanOrEqual(micros);
        expect(back - micros).toBeLessThan(1_000);
      }),
    );
  });

  it("are written in the largest unit that fits", () => {
    expect([90_000_000, 120_000_000, 7_200_000_000, 3_011_000].map(formatDuration)).toEqual([
      "90s",
      "2m",
      "2h",
      "3.011s",
    ]);
  });
});
