import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../sim/engine/random.ts";

const draw = (random: Random) => Array.from({ length: 16 }, () => random.uint32());

describe("random streams", () => {
  it("give the same numbers for the same seed and name", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (seed, name) => {
        expect(draw(Random.stream(seed, name))).toEqual(draw(Random.stream(seed, name)));
      }),
    );
  });

  it("differ between names and between seeds, however alike these are", () => {
    const streams = ["a", "b", "ab", "ba", "a/1", "a/2", ""].flatMap((name) =>
      [0, 1, 2, 10, 11].map((seed) => draw(Random.stream(seed, name)).join()),
    );

    expect(new Set(streams).size).toBe(streams.length);
  });

  it("are independent: drawing from one does not shift another", () => {
    const alone = draw(Random.stream(7, "noise"));

    const other = Random.stream(7, "latency");
    const beside = Random.stream(7, "noise");
    const mixed = Array.from({ length: 16 }, () => {
      other.bytes(other.below(5));
      return beside.uint32();
    });

    expect(mixed).toEqual(alone);
  });

  it("stay below the bound and reach every value below it", () => {
    const random = Random.stream(1, "dice");
    const seen = new Set(Array.from({ length: 600 }, () => random.below(6)));

    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("set every bit about half of the time", () => {
    const random = Random.stream(3, "bits");
    const counts = new Array(32).fill(0);
    for (let i = 0; i < 4_000; i++) {
      const word = random.uint32();
      for (let bit = 0; bit < 32; bit++) counts[bit] += (word >>> bit) & 1;
    }

    // Five standard deviations of a fair coin thrown 4,000 times are 158.
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(158);
  });
});
