import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOKEN_FORMATS, tokensIn } from "../../src/compile/token-formats.ts";
import { TRIES } from "../soak.ts";

describe.each(TOKEN_FORMATS)("the token format $name", ({ example, counterexamples, pattern }) => {
  const token = example.join("");

  it("is found alone and within a text", () => {
    const secret = token.matchAll(pattern).next().value?.groups?.secret ?? token;
    expect(tokensIn(token)).toEqual([secret]);
    expect(tokensIn(`Bearer ${token}, again`)).toEqual([secret]);
  });

  it.each(counterexamples)("is not seen in what looks like it", (...pieces) => {
    expect(tokensIn(pieces.join(""))).toEqual([]);
  });
});

describe("a search for tokens", () => {
  it("finds nothing in the names, addresses and ids that firmware has", () => {
    for (const text of [
      "https://cloud.example:8443/v1/readings?unit=c",
      "3c0a1f52-9d7e-4b86-a1f4-6e2b90d8c713",
      "901dc8fa38274c7eeca1d7445ca26fe5e9a6704c",
      "Choose a passphrase that is not 12345678 or password.",
      "12:30:45 user@broker.example",
    ])
      expect(tokensIn(text)).toEqual([]);
  });

  it("gives only parts of the text that it is given", () => {
    const near = fc.array(
      fc.oneof(
        fc.constantFrom(...TOKEN_FORMATS.flatMap(({ example }) => example)),
        fc.string({ unit: "grapheme" }),
      ),
    );
    fc.assert(
      fc.property(near, (pieces) => {
        const text = pieces.join("");
        for (const token of tokensIn(text)) expect(text).toContain(token);
      }),
      { numRuns: TRIES },
    );
  });

  it("takes time in proportion to the text", () => {
    // A pattern that tries each start over again would need hours for these.
    for (const piece of [
      "ey",
      "ghp_",
      "SG.",
      "a://b:",
      "xoxb-0000000000-",
      "-----BEGIN PRIVATE KEY-----",
      "0",
      "eyA.",
    ])
      expect(tokensIn(piece.repeat(Math.ceil(200_000 / piece.length)))).toEqual([]);
  });
});
