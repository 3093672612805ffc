import fc from "fast-check";
import { expect, it } from "vitest";
import { containerOf } from "../../../src/judge/search/container.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it("is JSON where a parser takes all of it", () => {
  const space = fc.constantFrom("", " ", "\r\n", "\n{}", "]", '"', "x");
  const documents = fc.oneof(
    fc.json().filter((text) => /^[[{]/.test(text)),
    // Brackets, quotes and backslashes in any order: what the quick look is about.
    fc.array(fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", "1"), { maxLength: 12 }).map((parts) => {
      return `[${parts.join("")}`;
    }),
  );
  fc.assert(
    fc.property(documents, space, (document, after) => {
      const text = document + after;
      expect(containerOf(new TextEncoder().encode(text))).toBe(isJson(text) ? "json" : null);
    }),
    { numRuns: 2_000 },
  );
});
