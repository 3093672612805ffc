import fc from "fast-check";
import { expect, it } from "vitest";
import { sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { textOf } from "../firmware.ts";
import { SOAK } from "../soak.ts";
import { CODE, device, OWNER_KEY, offer, ready, sealed, stateOf } from "./sealed-appliance.ts";

const BLOBS = SOAK ? 1_000_000 : 1_000;
/** The device has mostly answered after one. */
const STEP = "3ms";
const CHALLENGE_AT = 9;
const NONCE_AT = 25;
/** Longer ones do not fit into a frame with the answer's head. */
const MAX_BYTES = 210;

/** It has taken three blobs, and would take the fourth. */
const appliance = ready.fork();
const accepted = [1, 2, 3].map((number) => {
  const blob = sealed(appliance, number);
  expect(offer(appliance, blob)).toBe("accepted");
  return blob;
});
const good = sealed(appliance, 4);
const { challenge } = stateOf(appliance);

const codes = fc
  .array(fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), { minLength: 16, maxLength: 16 })
  .map((characters) => toBytes(characters.join("")));
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
      .tuple(fc.constantFrom(...accepted), fc.constantFrom(challenge, good.subarray(CHALLENGE_AT, NONCE_AT)))
      .map(([blob, current]) => withBytes(blob, CHALLENGE_AT, current)),
    fc
      .tuple(fc.nat(good.length), fc.constantFrom(...accepted))
      .map(([at, old]) => Uint8Array.from([...good.subarray(0, at), ...old.subarray(at)])),
    // Under the label's code, which counts no longer, or under whatever else.
    fc
      .tuple(fc.oneof(fc.constant(CODE), codes, bytes(32)), networks, bytes(32), bytes(13))
      .map(([secret, network, ownerKey, nonce]) =>
        sealOffer(nodeCrypto, { secret, device, challenge, network, ownerKey }, nonce),
      ),
    fc
      .tuple(bytes(16), networks, bytes(13))
      .map(([other, network, nonce]) =>
        sealOffer(
          nodeCrypto,
          { secret: OWNER_KEY, device, challenge: other, network, ownerKey: OWNER_KEY },
          nonce,
        ),
      ),
    bytes(good.length - NONCE_AT).map((rest) => withBytes(good, NONCE_AT, rest)),
    fc.uint8Array({ maxLength: MAX_BYTES }),
  )
  .filter((blob) => Buffer.compare(blob, good) !== 0);

it(`takes none of ${BLOBS} blobs that were changed, replayed, put together or made up`, () => {
  const answers = new Map<string, number>();
  const life = appliance.fork();
  fc.assert(
    fc.property(badBlobs, (blob) => {
      const before = life.events.length;
      const answer = offer(life, blob, STEP);
      const joins = life.events
        .slice(before)
        .filter((e) => e.channel === "log" && textOf(e).includes("joins"));
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      expect(answer).toMatch(/^(malformed|other version|other device|stale|refused)$/);
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
    "stale",
  ]);
  expect(answers.get("refused")).toBeGreaterThan(BLOBS / 3);
  expect(offer(appliance, good)).toBe("accepted");
}, 3_600_000);
