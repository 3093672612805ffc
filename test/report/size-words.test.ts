import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsText, sizeText } from "../../src/report/size-words.ts";

describe("a size in words", () => {
  it.each([
    ["every draw looks different", 3.6, 107.2, "at least 12 values apart, perhaps all (3.6 to 107.2 bits)"],
    ["only another length shows", 0, 5.8, "at most 60 values apart (0 to 5.8 bits)"],
    ["two classes of draws", 0.4, 1, "2 values apart (0.4 to 1 bit)"],
    ["one bit", 1, 1, "2 values apart (1 bit)"],
    ["four classes, and perhaps more", 2, 3.2, "4 to 9 values apart (2 to 3.2 bits)"],
    ["many classes, and more unseen", 3.4, 8.4, "11 to 350 values apart (3.4 to 8.4 bits)"],
    ["a small secret, all of which may show", 2.6, 3, "6 to 8 values apart (2.6 to 3 bits)"],
    ["nothing certain about a large secret", 0, 83.4, "some values apart, perhaps all (0 to 83.4 bits)"],
  ])("says what %s means", (_, low, high, words) => {
    expect(sizeText({ low, high })).toBe(`enough to tell ${words}`);
  });

  it("says that nothing is too little", () => {
    expect(sizeText({ low: 0, high: 0 })).toBe("too little to tell any values apart (0 bits)");
  });

  it("keeps what was measured, whatever rounding does to it", () => {
    // As many classes as draws can show, and as may be behind them.
    const classes = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 330 }));
    fc.assert(
      fc.property(classes, ([one, other]) => {
        const [seen, possible] = [Math.min(one, other), Math.max(one, other)];
        const text = sizeText({ low: rounded(Math.log2(seen)), high: rounded(Math.log2(possible)) });
        const { least, most } = valuesIn(text);
        expect(least).toBe(seen);
        expect(most).toBeGreaterThanOrEqual(possible);
        expect(most - possible).toBeLessThan(30);
      }),
      { seed: 1 },
    );
  });

  it("never says that more is certain than is possible, and has the interval in it", () => {
    const bound = fc.integer({ min: 0, max: 1300 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(bound, bound, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const text = sizeText({ low, high });
        const { least, most } = valuesIn(text);
        expect(least).toBeLessThanOrEqual(most);
        expect(text).toContain(`(${bitsText({ low, high })})`);
        expect(text).not.toMatch(/(?<![.\d])1 (bits|values)/);
      }),
      { seed: 1 },
    );
  });
});

describe("bits", () => {
  it("are whole where a size is known and large", () => {
    expect(bitsText({ low: 83.4, high: 83.4 })).toBe("83 bits");
    expect(bitsText({ low: 9.9, high: 9.9 })).toBe("9.9 bits");
  });
});

function rounded(bits: number): number {
  return Math.round(bits * 10) / 10;
}

/** Numbers of a text such as `2 to 9 values`, `4 values` or `at most 60 values`. */
function valuesIn(text: string): { readonly least: number; readonly most: number } {
  const [, atMost, first, second] = /(at most )?(\d+)(?: to (\d+))? values/.exec(text) ?? [];
  const most = Number(second ?? (text.includes("perhaps all") ? Number.POSITIVE_INFINITY : (first ?? 0)));
  return { least: atMost === undefined ? Number(first ?? 0) : 0, most };
}
