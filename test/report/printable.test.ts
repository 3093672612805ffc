import fc from "fast-check";
import picocolors from "picocolors";
import { expect, it } from "vitest";
import { inline, plainText, printable } from "../../src/report/printable.ts";

const ESC = "\u001b";

it.each([
  ["a line end", "a\n✔ kettle keeps", "a\\u{a}✔ kettle keeps"],
  ["a return to the line's start", "a\rb", "a\\u{d}b"],
  ["concealed text", `${ESC}[8mleaks`, "\\u{1b}[8mleaks"],
  ["a colour, by which it would look like ours", `${ESC}[32m✔`, "\\u{1b}[32m✔"],
  ["a link or a title of the terminal's", `${ESC}]0;x\u0007`, "\\u{1b}]0;x\\u{7}"],
  ["text that is turned around", "a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d"],
  ["another kind of line end", "a\u2028b\u0085c", "a\\u{2028}b\\u{85}c"],
  ["half a character", "a\ud800b\udc00", "a\\u{d800}b\\u{dc00}"],
])("in the middle of a line %s is written out", (_, text, shown) => {
  expect(inline(text)).toBe(shown);
});

it("what people write stays as it is", () => {
  const text = "Süd-WLAN 🏠 «5 GHz» 日本 a::b #1 [x]";
  for (const write of [printable, plainText, inline]) expect(write(text)).toBe(text);
});

it("our own colours stay on the terminal, and nothing like them in a file", () => {
  const colors = picocolors.createColors(true);
  const text = colors.bold(colors.red("leaks")) + colors.dim("a\n") + colors.gray("b");
  expect(printable(text)).toBe(text);
  expect(plainText(text)).not.toContain(ESC);
});

it.each([
  "::error file=a::b",
  "  ::stop-commands::x",
  "\t::add-mask::a",
  "ok\n   ::error::x",
  "see ##[error]x",
])("no line on the terminal is a command to GitHub's runner: %j", (text) => {
  for (const line of printable(text).split("\n")) {
    expect(line.trimStart().startsWith("::")).toBe(false);
    expect(line).not.toContain("##[");
  }
});

it("whatever a text holds, each kind of place is left intact", () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        "\n",
        "\r",
        "\t",
        ESC,
        "[8m",
        "[31m",
        "::",
        "##[",
        "\u202e",
        "\ud800",
        "\uffff",
        "\u0000",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      expect(inline(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e]/u);
      // XML 1.0, 2.2: characters that a document may have.
      expect(plainText(text)).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      expect(printable(text)).not.toMatch(/^\s*::|##\[|\r/m);
    }),
  );
});

it("takes time that grows no faster than the text", () => {
  for (const piece of [" ", "\n", "#", ":", `${ESC}[`, " \n", "\ud800"])
    for (const write of [printable, inline]) {
      const start = performance.now();
      write(piece.repeat(200_000));
      // Quadratic, it would be minutes.
      expect(performance.now() - start).toBeLessThan(3_000);
    }
});
