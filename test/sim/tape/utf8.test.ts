import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameBytes } from "../../../sim/tape/bytes.ts";
import { decodeUtf8, decodeWholeUtf8, encodeUtf8 } from "../../../sim/tape/utf8.ts";
import { TRIES } from "../../soak.ts";

/** Bytes near the borders of UTF-8's forms, where decoders go wrong. */
const byte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(
    ...[0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef],
    ...[0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0xbb],
  ),
);
const bytes = fc.array(byte, { maxLength: 40 }).map((values) => Uint8Array.from(values));
const character = fc.oneof(
  fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  fc.nat(0x10ffff).map((point) => String.fromCodePoint(point)),
);
const text = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(""));

describe("UTF-8", () => {
  it("is written as the platform's TextEncoder writes it, lone surrogates included", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(encodeUtf8(value)).toEqual(new TextEncoder().encode(value));
      }),
      { numRuns: TRIES },
    );
  });

  it("is read as the platform's TextDecoder reads it, malformed bytes and byte order marks included", () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), (rest, marked) => {
        const value = marked ? Uint8Array.of(0xef, 0xbb, 0xbf, ...rest) : rest;
        expect(decodeUtf8(value)).toBe(new TextDecoder().decode(value));
        expect(decodeWholeUtf8(value)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(value));
      }),
      { numRuns: TRIES },
    );
  });

  it("survives texts that are longer than what one call takes", () => {
    const long = "grün 🫖 ".repeat(30_000);

    expect(decodeUtf8(encodeUtf8(long))).toBe(long);
    expect(sameBytes(encodeUtf8(long), new TextEncoder().encode(long))).toBe(true);
  });

  it.each([
    ["an overlong form", [0xc0, 0xaf], "\ufffd\ufffd"],
    ["half of a surrogate", [0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
    ["a character that is cut short", [0xf0, 0x9f, 0xab], "\ufffd"],
    ["a character that a letter breaks off", [0xe2, 0x82, 0x41], "\ufffdA"],
  ])("gives U+FFFD for %s", (_, values, expected) => {
    expect(decodeUtf8(Uint8Array.from(values))).toBe(expected);
  });
});
