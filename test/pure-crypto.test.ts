import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONCE_BYTES, TAG_BYTES } from "../sim/sealed/sealing.ts";
import { toBytes, toHex } from "../sim/tape/bytes.ts";
import { pureCrypto } from "../src/pure-crypto.ts";
import { nodeCrypto } from "../src/world-crypto.ts";
import { SLOW_TRIES, TRIES } from "./soak.ts";

const bytes = fc.uint8Array({ maxLength: 200 });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const nonce = fc.uint8Array({ minLength: NONCE_BYTES, maxLength: NONCE_BYTES });

describe("cryptography without Node", () => {
  it("hashes as Node does", () => {
    fc.assert(
      fc.property(fc.constantFrom("md5", "sha1", "sha256", "sha512"), bytes, (algorithm, data) => {
        expect(pureCrypto.digest(algorithm, data)).toEqual(nodeCrypto.digest(algorithm, data));
      }),
      { numRuns: TRIES },
    );
  });

  it("authenticates as Node does, with keys of any length", () => {
    fc.assert(
      fc.property(bytes, bytes, (key, data) => {
        expect(pureCrypto.hmacSha1(key, data)).toEqual(nodeCrypto.hmacSha1(key, data));
        expect(pureCrypto.hmacSha256(key, data)).toEqual(nodeCrypto.hmacSha256(key, data));
      }),
      { numRuns: TRIES },
    );
  });

  it("derives keys as Node does", () => {
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 64 }),
        (password, salt, iterations, lengthBytes) => {
          expect(pureCrypto.pbkdf2Sha1(password, salt, iterations, lengthBytes)).toEqual(
            nodeCrypto.pbkdf2Sha1(password, salt, iterations, lengthBytes),
          );
        },
      ),
      { numRuns: SLOW_TRIES },
    );
  });

  it("derives the master key of the standard's example", () => {
    // IEEE 802.11-2020, J.4.2, test case 1.
    expect(toHex(pureCrypto.pbkdf2Sha1(toBytes("password"), toBytes("IEEE"), 4096, 32))).toBe(
      "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
    );
  });

  it("seals and opens as Node does", () => {
    fc.assert(
      fc.property(key, nonce, bytes, (key, nonce, content) => {
        const sealed = pureCrypto.sealAes256Ccm(key, nonce, content);

        expect(sealed).toEqual(nodeCrypto.sealAes256Ccm(key, nonce, content));
        expect(pureCrypto.openAes256Ccm(key, nonce, sealed)).toEqual(content);
      }),
      { numRuns: TRIES },
    );
  });

  it("opens nothing that was changed, or is too short for a tag", () => {
    fc.assert(
      fc.property(
        key,
        nonce,
        bytes,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (key, nonce, content, at, flip) => {
          const sealed = pureCrypto.sealAes256Ccm(key, nonce, content);
          sealed[at % sealed.length] ^= flip;

          expect(pureCrypto.openAes256Ccm(key, nonce, sealed)).toBeNull();
          expect(pureCrypto.openAes256Ccm(key, nonce, sealed.subarray(0, at % TAG_BYTES))).toBeNull();
        },
      ),
      { numRuns: TRIES },
    );
  });
});
