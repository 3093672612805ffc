import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameBytes } from "../../../sim/tape/bytes.ts";

describe("whether two arrays hold the same bytes", () => {
  it("is told wherever they lie in memory, and wherever they differ", () => {
    const places = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(300), fc.nat(299), fc.nat(255));
    fc.assert(
      fc.property(places, ([left, right, size, at, byte]) => {
        const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) & 0xff);
        const [a, b] = [left, right].map((offset) => {
          const placed = new Uint8Array(400).subarray(offset, offset + size);
          placed.set(bytes);
          return placed;
        });
        expect(sameBytes(a!, b!)).toBe(true);
        if (at >= size) return;
        b![at] = byte;
        expect(sameBytes(a!, b!)).toBe(byte === bytes[at]);
      }),
    );
    expect(sameBytes(new Uint8Array(100), new Uint8Array(101))).toBe(false);
  });
});
