import { constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_UNPACKED_BYTES, unpack } from "../../../src/judge/search/compressed.ts";
import { Marks } from "../../../src/judge/search/marks.ts";
import { SLOW_TRIES } from "../../soak.ts";

const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

const content = fc.oneof(
  fc.uint8Array({ minLength: 9, maxLength: 3_000 }),
  // Texts that compress well: code lengths of zero, single distances, long matches.
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.integer({ min: 9, max: 400 }))
    .map(([text, times]) => new Uint8Array(Buffer.from(text.repeat(times)))),
  fc.json().map((text) => new Uint8Array(Buffer.from(`{"at":1,"of":${text}}`))),
);

it("archives are taken off, whatever made them", () => {
  const options = fc.record({
    level: fc.integer({ min: 1, max: 9 }),
    strategy: fc.constantFrom(...STRATEGIES),
    memLevel: fc.integer({ min: 1, max: 9 }),
  });
  const makers = { gzip: gzipSync, zlib: deflateSync, deflate: deflateRawSync } as const;
  const names = fc.constantFrom(...(Object.keys(makers) as (keyof typeof makers)[]));
  fc.assert(
    fc.property(content, options, names, (bytes, how, name) => {
      const archive = new Uint8Array(makers[name](bytes, how));
      // Of a raw one nothing tells that it is none where it is short, or could be text.
      fc.pre(name !== "deflate" || !archive.subarray(0, 32).every((byte) => byte >= 0x20 && byte < 0x7f));
      fc.pre(archive.length >= 8);
      const [first] = unpack(archive, new Marks(archive), true);
      expect(first?.name).toBe(name);
      expect(Buffer.from(first!.bytes)).toEqual(Buffer.from(bytes.subarray(0, MAX_UNPACKED_BYTES)));
    }),
    { numRuns: 5 * SLOW_TRIES },
  );
});
