import fc from "fast-check";
import { expect, it } from "vitest";
import { sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { textOf } from "../firmware.ts";
import { SOAK } from "../soak.ts";
import { device, offer, ready, sealed } from "./sealed-appliance.ts";

const BLOBS = SOAK ? 1_000_000 : 1_000;
/** The device has mostly answered after one. */
const STEP = "3ms";
const COUNTER_AT = 9;
const SALT_AT = 13;
/** Longer ones do not fit into a frame with the answer's head. */
const MAX_BYTES = 210;

const accepted = [1, 2, 3].map((counter) => sealed(counter));
const good = sealed(4);
/** It has taken three blobs, and would take the fourth. */
const appliance = ready.fork();
for (const blob of accepted) expect(offer(appliance, blob)).toBe("accepted");

const counters = fc.integer({ min: 4, max: 0xffff_ffff });
const codes = fc
  .array(fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), { minLength: 16, maxLength: 16 })
  .map((characters) => characters.join(""));
const networks = fc.record({
  ssid: fc.string({ minLength: 1, maxLength: 32 }),
  psk: fc.string({ maxLength: 63 }),
});
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

function withBytes(blob: Uint8Array, at: number, replacement: ArrayLike<number>): Uint8Array {
  const changed = blob.slice();
  changed.set(replacement, at);
  return changed;
}

function littleEndian(counter: number): number[] {
  return [0, 8, 16, 24].map((shift) => (counter >>> shift) & 0xff);
}

const badBlobs = fc
  .oneof(
    fc.nat(good.length * 8 - 1).map((bit) => withBytes(good, bit >> 3, [good[bit >> 3] ^ (1 << (bit & 7))])),
    fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => changes.reduce((blob, [at, byte]) => withBytes(blob, at, [byte]), good)),
    fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Uint8Array.from([...good, ...more])),
    fc.nat(255).map((version) => withBytes(good, 0, [version])),
    bytes(8).map((other) => withBytes(good, 1, other)),
    fc.constantFrom(...accepted),
    fc
      .tuple(fc.constantFrom(...accepted), counters)
      .map(([blob, counter]) => withBytes(blob, COUNTER_AT, littleEndian(counter))),
    fc
      .tuple(fc.nat(good.length), fc.constantFrom(...accepted))
      .map(([at, old]) => Uint8Array.from([...good.subarray(0, at), ...old.subarray(at)])),
    fc
      .tuple(codes, counters, networks, bytes(16), bytes(13))
      .map(([code, counter, network, salt, nonce]) =>
        sealOffer(nodeCrypto, { code, device, counter, network }, { salt, nonce }),
      ),
    bytes(good.length - SALT_AT).map((rest) => withBytes(good, SALT_AT, rest)),
    fc.uint8Array({ maxLength: MAX_BYTES }),
  )
  .filter((blob) => Buffer.compare(blob, good) !== 0);

it(`takes none of ${BLOBS} blobs that were changed, replayed, put together or made up`, () => {
  const answers = new Map<string, number>();
  let life = appliance.fork();
  fc.assert(
    fc.property(badBlobs, (blob) => {
      const before = life.events.length;
      const answer = offer(life, blob, STEP);
      const joins = life.events
        .slice(before)
        .filter((e) => e.channel === "log" && textOf(e).includes("joins"));
      // After a wrong code it would look at nothing for a while.
      if (answer === "refused") {
        life.world.release();
        life = appliance.fork();
      }
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      expect(answer).toMatch(/^(malformed|other version|other device|replayed|refused)$/);
      expect(joins).toEqual([]);
    }),
    { numRuns: BLOBS, seed: 1 },
  );

  // Each way of refusing had its share, the one that needs the code most of all.
  expect([...answers.keys()].sort()).toEqual([
    "malformed",
    "other device",
    "other version",
    "refused",
    "replayed",
  ]);
  expect(answers.get("refused")).toBeGreaterThan(BLOBS / 3);
  expect(offer(appliance, good)).toBe("accepted");
}, 3_600_000);
