import { describe, expect, it } from "vitest";
import { Random } from "../../../sim/engine/random.ts";
import type { Tape } from "../../../sim/tape/tape.ts";
import { canary, SAMPLES } from "../../../src/judge/policy/secret.ts";
import { bitsOf } from "../../../src/judge/verdict/bits.ts";
import type { Finding } from "../../../src/judge/verdict/finding.ts";
import { event } from "../event.ts";

const secret = canary("wifi.psk", 1);
const finding = {
  degree: "derived",
  observer: "endpoint",
  from: "device",
  channel: "http",
  source: null,
} as Finding;

/** Bits that are measured where one of `classes` equally likely sights shows at each draw. */
function measured(classes: number, seed: number) {
  const random = Random.stream(seed, "test/bits");
  const tapes = Array.from({ length: SAMPLES }, (): Tape => {
    return { events: [event({ position: null, payload: Uint8Array.of(random.below(classes)) })] };
  });
  return bitsOf(finding, secret, () => tapes)!;
}

describe("the size of a leak", () => {
  it.each([2, 4, 8, 16])("lies within what is measured, for one of %i equally likely values", (classes) => {
    const bits = Math.log2(classes);
    const right = Array.from({ length: 200 }, (_, seed) => measured(classes, seed)).filter(
      ({ low, high }) => low <= bits && bits <= high,
    );
    // 95 % confidence, and a little less where each sight was seen twice: no further ones are reckoned with then.
    expect(right.length).toBeGreaterThanOrEqual(170);
  });

  it("is all there is to know where every draw looks different", () => {
    expect(measured(2 ** 30, 1).high).toBeGreaterThan(100);
  });
});
