import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { Overlooked } from "../../src/capture/overlooked.ts";
import { Search } from "../../src/capture/search.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import { SLOW_MILLIS, SLOW_TRIES } from "../soak.ts";

const { name, value } = canary("settings.token", 1);
const SECRETS = [{ name, values: [value] }];
/** A byte that no value has. */
const FILLER = 0xff;

/** Names of torn secrets in a file that comes in pieces of a length. */
function tornIn(file: Buffer, pieceBytes: number): string[] {
  const overlooked = new Overlooked(SECRETS);
  const watch = overlooked.watch();
  for (let at = 0; at < file.length; at += pieceBytes) watch(file.subarray(at, at + pieceBytes));
  return overlooked.torn(new Search(SECRETS, nodeScanTools.crypto));
}

/** The value, cut at some places, with fillers between the parts. */
function torn(cuts: readonly number[], fillers: number): { file: Buffer; parts: readonly Buffer[] } {
  const places = [0, ...new Set(cuts.toSorted((a, b) => a - b)), value.length];
  const parts = places.slice(1).map((end, i) => Buffer.from(value.slice(places[i], end)));
  const filler = Buffer.alloc(fillers, FILLER);
  return { file: Buffer.concat([filler, ...parts.flatMap((part) => [part, filler])]), parts };
}

const cut = fc.integer({ min: 1, max: value.length - 1 });

describe("a value that no reader put together", () => {
  it(
    "is torn where its parts of four bytes or more leave three of its bytes out at most, wherever they lie",
    () => {
      fc.assert(
        fc.property(
          fc.array(cut, { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 7 }),
          (cuts, fillers) => {
            const { file, parts } = torn(cuts, fillers);
            const there = parts
              .filter(({ length }) => length >= 4)
              .reduce((sum, { length }) => sum + length, 0);
            expect(tornIn(file, file.length)).toEqual(there >= value.length - 3 ? [name] : []);
          },
        ),
        { numRuns: SLOW_TRIES },
      );
    },
    SLOW_MILLIS,
  );

  it("is found, and not torn, where it stands whole across two pieces of a file", () => {
    for (let before = 0; before < 8; before++) {
      const file = Buffer.concat([Buffer.alloc(before, FILLER), Buffer.from(value), Buffer.alloc(9, FILLER)]);
      for (const pieceBytes of [value.length, value.length + 3, 50])
        expect(tornIn(file, pieceBytes)).toEqual([]);
    }
  });
});
