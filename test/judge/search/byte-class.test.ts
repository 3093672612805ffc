import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byteClass,
  coverOf,
  gapsOf,
  type Range,
  runsAround,
  runsOf,
} from "../../../src/judge/search/byte-class.ts";
import { Marks } from "../../../src/judge/search/marks.ts";
import { textRuns } from "../../../src/judge/search/text-run.ts";

const toBytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
/** Bytes of a few kinds in stretches of any length, at any alignment. */
const stretches = fc
  .array(
    fc.tuple(
      fc.constantFrom("a", "b", "+", "~", " ", "\n", "\0", "\x1f", "\x7f", "\x80", "\xff"),
      fc.nat(12),
    ),
    { maxLength: 30 },
  )
  .chain((parts) => {
    const bytes = toBytes(parts.map(([character, count]) => character.repeat(count)).join(""));
    return fc.nat(Math.min(3, bytes.length)).map((from) => bytes.subarray(from));
  });

/** Runs of bytes that belong to a class, told byte by byte. */
function runsByteByByte(bytes: Uint8Array, isMember: (byte: number) => boolean, least: number): Range[] {
  const runs: Range[] = [];
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    for (end = start; end < bytes.length && isMember(bytes[end]); ) end++;
    if (end - start >= least) runs.push({ start, end });
  }
  return runs;
}

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

  it("are cut up by those inside of them", () => {
    const cuts = fc.uniqueArray(fc.nat(60), { maxLength: 12 }).map((all) => all.sort((a, b) => a - b));
    const pairs = (places: readonly number[]) =>
      places.flatMap((start, i) =>
        i % 2 === 0 && i + 1 < places.length ? [{ start, end: places[i + 1] }] : [],
      );
    fc.assert(
      fc.property(cuts, (places) => {
        const outer = [{ start: 0, end: 70 }];
        const inner = pairs(places);
        const left = new Set(Array.from({ length: 70 }, (_, i) => i));
        for (const { start, end } of inner) for (let i = start; i < end; i++) left.delete(i);
        const found = gapsOf(outer, inner).flatMap(({ start, end }) =>
          Array.from({ length: end - start }, (_, i) => start + i),
        );
        expect(found).toEqual([...left]);
      }),
    );
  });
});

describe("runs of a class", () => {
  it("are those that a look at every byte finds", () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 1, max: 20 }), (bytes, least) => {
        const members = byteClass("ab+");
        const expected = runsByteByByte(bytes, (byte) => members[byte] === 1, least);
        expect(runsOf(bytes, members, least)).toEqual(expected);
      }),
    );
  });

  it("are found around the bytes that only that class has", () => {
    fc.assert(
      fc.property(stretches, (bytes) => {
        const [members, seeds] = [byteClass("ab+~"), byteClass("+~")];
        const expected = runsByteByByte(bytes, (byte) => members[byte] === 1, 1).filter(({ start, end }) =>
          bytes.subarray(start, end).some((byte) => seeds[byte] === 1),
        );
        expect(runsAround(bytes, members, seeds, [{ start: 0, end: bytes.length }])).toEqual(expected);
      }),
    );
  });

  it("are found in text, whatever is between", () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 7, max: 12 }), (bytes, least) => {
        const isText = (byte: number) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d;
        expect(textRuns(bytes, least)).toEqual(runsByteByByte(bytes, isText, least));
      }),
    );
  });
});

describe("marks", () => {
  it("are where a search for each of them finds them", () => {
    const marked = fc.array(fc.constantFrom(0, 0x08, 0x1f, 0x25, 0x26, 0x3d, 0x5c, 0x78, 0x8b, 0x9c, 0xff));
    fc.assert(
      fc.property(marked, (values) => {
        const bytes = Uint8Array.from(values);
        const placesOf = (...wanted: number[]) =>
          values.flatMap((_, at) => (wanted.every((byte, i) => bytes[at + i] === byte) ? [at] : []));
        const marks = new Marks(bytes);
        expect(marks.backslashes).toEqual(placesOf(0x5c));
        expect(marks.percents).toEqual(placesOf(0x25));
        expect(marks.ampersands).toEqual(placesOf(0x26));
        expect(marks.equals).toEqual(placesOf(0x3d));
        expect(marks.gzips).toEqual(placesOf(0x1f, 0x8b, 8));
        expect(marks.zlibs).toEqual(placesOf(0x78, 0x9c));
        expect(marks.wideZeros).toEqual(
          placesOf(0).filter((at) => at > 0 && bytes[at - 1] !== 0 && bytes[at + 2] === 0),
        );
      }),
    );
  });
});
