import fc from "fast-check";
import { expect, it } from "vitest";
import { type Match, Matcher } from "../../../src/judge/search/matcher.ts";

/** Few different bytes, so that needles overlap and share prefixes. */
const bytesOf = (maxLength: number) => fc.uint8Array({ max: 2, minLength: 4, maxLength });

function searchOneByOne(needles: readonly Uint8Array[], bytes: Uint8Array, step = 1): string[] {
  const found: string[] = [];
  needles.forEach((needle, index) => {
    const size = (needle.length - 1) * step + 1;
    for (let at = 0; at + size <= bytes.length; at++) {
      if (needle.every((byte, i) => bytes[at + i * step] === byte)) found.push(`${index} ${at} ${at + size}`);
    }
  });
  return found.sort();
}

function match(needles: readonly Uint8Array[], bytes: Uint8Array): string[] {
  return inWords(new Matcher(needles).find(bytes));
}

function inWords(matches: readonly Match[]): string[] {
  return matches.map(({ needle, start, end }) => `${needle} ${start} ${end}`).sort();
}

it("finds what a search for one string after the other finds", () => {
  fc.assert(
    fc.property(
      fc.array(bytesOf(12), { maxLength: 8 }),
      fc.uint8Array({ max: 2, maxLength: 200 }),
      (needles, bytes) => {
        expect(match(needles, bytes)).toEqual(searchOneByOne(needles, bytes));
      },
    ),
  );
});

/** Long needles, of which one at least lies in the bytes, with other bytes in between. */
const spreadOut = fc
  .record({
    needles: fc.array(bytesOf(24), { minLength: 1, maxLength: 4 }),
    step: fc.constantFrom(2 as const, 3 as const),
    before: fc.uint8Array({ max: 2, maxLength: 30 }),
    filler: fc.nat(2),
    after: fc.uint8Array({ max: 2, maxLength: 30 }),
  })
  .map(({ needles, step, before, filler, after }) => {
    const spread = Uint8Array.from({ length: needles[0].length * step }, (_, i) =>
      i % step === 0 ? needles[0][i / step] : filler,
    );
    return { needles, step, bytes: Uint8Array.of(...before, ...spread, ...after) };
  });

it("finds what has other bytes in between where a search byte by byte finds it", () => {
  fc.assert(
    fc.property(spreadOut, ({ needles, step, bytes }) => {
      expect(inWords(new Matcher(needles).findSpread(bytes, step))).toEqual(
        searchOneByOne(needles, bytes, step),
      );
    }),
  );
});

it("finds strings among differences where a search of all differences finds them", () => {
  fc.assert(
    fc.property(
      fc.array(bytesOf(16), { maxLength: 4 }),
      fc.uint8Array({ max: 3, maxLength: 200 }),
      (needles, bytes) => {
        const differences = bytes.slice(1).map((byte, i) => byte ^ bytes[i]);
        const found = inWords(
          new Matcher(needles).findDifferences(bytes).map((match) => ({ ...match, end: match.end - 1 })),
        );
        expect(found).toEqual(searchOneByOne(needles, differences));
      },
    ),
  );
});

it("finds strings that are prefixes, suffixes and repetitions of each other", () => {
  const texts = ["abcd", "abcde", "abcdef", "bcde", "cdefab", "abab", "ababab"];
  const needles = texts.map((text) => new TextEncoder().encode(text));
  const bytes = new TextEncoder().encode("abcdefababababcdefab");
  expect(match(needles, bytes)).toEqual(searchOneByOne(needles, bytes));
});

it("finds nothing when there is nothing to look for", () => {
  expect(new Matcher([]).find(new Uint8Array(100))).toEqual([]);
});
