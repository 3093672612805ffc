import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeForm, encodeForm } from "../../../sim/net/form.ts";
import { TRIES } from "../../soak.ts";

const character = fc.oneof(
  fc.constantFrom(..."aZ09 +%&=?#*-._~!'()\0\n/ü茶🫖\ufeff\ud800"),
  fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(""));
const valid = fc.array(fc.oneof(character, fc.constantFrom("%41", "%c3%bc", "%EF%BB%BF", "&", "=")));
/** In ASCII: Node's URLSearchParams takes other characters apart where an escape beside them is malformed. */
const malformed = fc.array(
  fc.oneof(
    fc.nat(0x7f).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom("%", "%4", "%41", "%zz", "%ff", "%e2%82", "%c3%bc", "&", "="),
  ),
);
const form = fc
  .oneof(
    valid.filter((parts) => !parts.includes("%")),
    malformed,
  )
  .map((parts) => parts.join(""));

describe("a web form", () => {
  it("is written as URLSearchParams writes it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (fields) => {
        expect(encodeForm(fields)).toBe(new URLSearchParams(fields).toString());
      }),
      { numRuns: TRIES },
    );
  });

  it("is read as URLSearchParams reads it, whatever is in it", () => {
    fc.assert(
      fc.property(form, (text) => {
        // URLSearchParams takes a leading question mark for the border of a URL's query.
        const expected = [...new URLSearchParams(text.startsWith("?") ? `?${text}` : text)];
        expect(decodeForm(text)).toEqual(expected);
      }),
      { numRuns: TRIES },
    );
  });

  it("keeps names that are there twice, and fields without a value", () => {
    expect(decodeForm("s=home&s=other&p")).toEqual([
      ["s", "home"],
      ["s", "other"],
      ["p", ""],
    ]);
  });
});
