import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HexDump, plainTextOf } from "../../src/lab/page/game/dump.ts";

const BYTES = Uint8Array.from({ length: 21 }, (_, i) => 0x41 + i);
const dump = new HexDump(BYTES, 8);

/** Bytes of a selection from one text to another, ends included. */
function selected(from: string, to = from): unknown {
  return dump.bytesIn(dump.text.indexOf(from), dump.text.indexOf(to) + to.length);
}

describe("a dump in hexadecimal digits", () => {
  it("has offset, digits and text in each line", () => {
    expect(dump.text.split("\n")).toEqual([
      "0000  41 42 43 44 45 46 47 48  ABCDEFGH",
      "0008  49 4a 4b 4c 4d 4e 4f 50  IJKLMNOP",
      "0010  51 52 53 54 55           QRSTU",
    ]);
  });

  it("knows the bytes of a selection of digits, of text, and over lines", () => {
    expect(selected("42 43")).toEqual({ start: 1, end: 3 });
    expect(selected("2 4")).toEqual({ start: 1, end: 3 });
    expect(selected("KLM")).toEqual({ start: 10, end: 13 });
    expect(selected("48  ABCDEFGH\n0008  49")).toEqual({ start: 7, end: 9 });
    expect(selected("47", "4a")).toEqual({ start: 6, end: 10 });
    expect(selected("0008", "50")).toEqual({ start: 8, end: 16 });
    expect(selected("55", "U")).toEqual({ start: 20, end: 21 });
  });

  it("takes in no byte where nothing is selected", () => {
    for (const at of [0, 9, 10, 31]) expect(dump.bytesIn(at, at)).toBeNull();
  });

  it("takes in bytes that are there, whatever is selected", () => {
    const at = fc.nat(dump.text.length);
    fc.assert(
      fc.property(at, at, (a, b) => {
        const range = dump.bytesIn(Math.min(a, b), Math.max(a, b));
        expect(range === null || (range.start >= 0 && range.start < range.end)).toBe(true);
        expect(range?.end ?? 0).toBeLessThanOrEqual(BYTES.length);
      }),
    );
  });
});

describe("bytes as plain text", () => {
  it("have one character each, so that a selection is a range of bytes", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const text = plainTextOf(all);
    expect(text).toHaveLength(256);
    expect(text).not.toMatch(/[^ -~\n·]/);
  });
});
