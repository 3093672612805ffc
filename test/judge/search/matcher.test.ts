import fc from "fast-check";
import { expect, it } from "vitest";
import { Matcher } from "../../../src/judge/search/matcher.ts";

/** Few different bytes, so that needles overlap and share prefixes. */
const bytesOf = (maxLength: number) => fc.uint8Array({ max: 2, minLength: 4, maxLength });

function searchOneByOne(needles: readonly Uint8Array[], bytes: Uint8Array): string[] {
  const found: string[] = [];
  needles.forEach((needle, index) => {
    for (let at = 0; at + needle.length <= bytes.length; at++) {
      if (needle.every((byte, i) => bytes[at + i] === byte))
        found.push(`${index} ${at} ${at + needle.length}`);
    }
  });
  return found.sort();
}

function match(needles: readonly Uint8Array[], bytes: Uint8Array): string[] {
  return new Matcher(needles)
    .find(bytes)
    .map(({ needle, start, end }) => `${needle} ${start} ${end}`)
    .sort();
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

it("finds strings that are prefixes, suffixes and repetitions of each other", () => {
  const texts = ["abcd", "abcde", "abcdef", "bcde", "cdefab", "abab", "ababab"];
  const needles = texts.map((text) => new TextEncoder().encode(text));
  const bytes = new TextEncoder().encode("abcdefababababcdefab");
  expect(match(needles, bytes)).toEqual(searchOneByOne(needles, bytes));
});

it("finds nothing when there is nothing to look for", () => {
  expect(new Matcher([]).find(new Uint8Array(100))).toEqual([]);
});
