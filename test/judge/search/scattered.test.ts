import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TapeEvent } from "../../../sim/tape/tape.ts";
import type { Difference } from "../../../src/judge/compare/twins.ts";
import { canary, variant } from "../../../src/judge/policy/secret.ts";
import { Scanner } from "../../../src/judge/search/scan.ts";
import { ScatteredSecrets } from "../../../src/judge/search/scattered.ts";
import { at, event } from "../event.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);

/** Two values of a passphrase, of equal length, that differ in every character. */
function twins(seed: number): { value: string; other: string } {
  const secret = canary("wifi.psk", seed);
  return { value: secret.value, other: variant(secret, "different", seed)! };
}

/** Degrees to which the endpoint learns the passphrase from each of the texts that `texts` makes of it. */
function degrees(
  { value, other }: { value: string; other: string },
  texts: (value: string) => readonly string[],
  options: { fields?: (i: number) => Partial<TapeEvent>; released?: number } = {},
): (string | undefined)[] {
  const pieces = new ScatteredSecrets(new Scanner([{ name: "wifi.psk", value }]));
  const sent = (from: string) =>
    texts(from).map((text, i) => event({ payload: toBytes(text), stream: null, ...options.fields?.(i) }));
  const a = sent(value);
  const b = sent(other);
  const differences = a.map((x, i): Difference => ({ observer: "endpoint", what: "content", a: x, b: b[i] }));
  pieces.learn("wifi.psk", differences, (x) =>
    x === a[options.released ?? -1] ? [{ start: 0, end: x.sizeBytes }] : [],
  );
  return a.map((x) => pieces.of("wifi.psk", "endpoint", x).find((part) => part.isLast)?.degree);
}

const halves = (value: string) => [value.slice(0, 7), value.slice(7)];
const sentence = (part: string, i: number) => `{"number":${i},"part":"${part}"}`;

describe("a value that is told in pieces", () => {
  it("is told by the last one, however it is cut and whatever is around the pieces", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 17 });
    fc.assert(
      fc.property(fc.nat(1_000), cuts, (seed, at) => {
        const ends = [...at].sort((x, y) => x - y);
        const cut = (value: string) =>
          [0, ...ends].map((start, i) => sentence(value.slice(start, ends[i] ?? value.length), i));
        const told = degrees(twins(seed), cut);
        expect(told.slice(0, -1).every((degree) => degree === undefined)).toBe(true);
        expect(told.at(-1)).toBe("clear");
      }),
    );
  });

  it("is found under an encoding, though digits of two values agree by chance", () => {
    const hexOf = (value: string) => Buffer.from(value).toString("hex");
    const inDigits = (value: string) =>
      hexOf(value)
        .match(/.{1,12}/g)!
        .map(sentence);
    expect(degrees(twins(1), inDigits)).toEqual([undefined, undefined, "encoded"]);
  });

  it("is found in several members of one document", () => {
    expect(degrees(twins(1), (value) => [halves(value).map(sentence).join()])).toEqual(["clear"]);
  });

  it("is encoded when every byte has others in between", () => {
    const spread = (value: string) => [Array.from(value, (c, i) => c + "qwe".slice(i % 3)).join("")];
    expect(degrees(twins(1), spread)).toEqual(["encoded"]);
  });

  it("is told to nobody by servers of which each has a part", () => {
    const fields = (i: number) => ({ to: `${i}.example:443` });
    expect(degrees(twins(1), (value) => halves(value).map(sentence), { fields })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("is not told when a part of it is released, or some of it is kept back", () => {
    expect(degrees(twins(1), (value) => halves(value).map(sentence), { released: 0 })).toEqual([
      undefined,
      undefined,
    ]);
    expect(degrees(twins(1), (value) => [value.slice(0, 6), value.slice(8)].map(sentence))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("is found although each piece is sent twice, from two places", () => {
    const twice = (value: string) => halves(value).flatMap((part) => [sentence(part, 1), sentence(part, 2)]);
    const fields = (i: number) => ({ position: at(i % 2) });
    expect(degrees(twins(1), twice, { fields })).toEqual([undefined, undefined, "clear", "clear"]);
  });
});
