import { describe, expect, it } from "vitest";
import { deriveKey } from "../../sim/sealed/sealing.ts";
import { fromHex, toBytes, toHex } from "../../sim/tape/bytes.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmware, printed, run } from "../firmware.ts";

/** RFC 5869, A.1 and A.3: the first 32 bytes, which is all that is derived here. */
const HKDF = [
  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
  "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
];
/**
 * NIST CAVP, CCM DVPT256, Alen 0, Plen 24, Nlen 13, Tlen 16. (The examples of RFC 3610 and SP 800-38C have keys of 128
 * bits and associated data, neither of which the runtime does.)
 */
const CCM = {
  key: "1b0e8df63c57f05d9ac457575ea764524b8610ae5164e6215f426f5a7ae6ede4",
  nonce: "a544218dadd3c10583db49cf39",
  content: "3c0e2815d37d844f7ac240ba9d6e3a0b2a86f706e885959e",
  sealed: "f0050ad16392021a3f40207bed3521fb1e9f808f49830c423a578d179902f912f9ea1afbce1120b3",
};

describe("HKDF-SHA256 and AES-256-CCM give what is published", () => {
  it("on the device", () => {
    expect(printed(run(firmware("devs/primitives"), 2))).toEqual([
      ...HKDF,
      CCM.sealed,
      CCM.content,
      "undefined",
      "undefined",
    ]);
  });

  it("on the host", () => {
    const ikm = new Uint8Array(22).fill(0x0b);
    const salt = fromHex("000102030405060708090a0b0c");
    const info = fromHex("f0f1f2f3f4f5f6f7f8f9");
    expect(toHex(deriveKey(nodeCrypto, ikm, salt, info))).toBe(HKDF[0]);
    expect(toHex(deriveKey(nodeCrypto, ikm, toBytes(""), toBytes("")))).toBe(HKDF[1]);

    const [key, nonce, content, sealed] = [CCM.key, CCM.nonce, CCM.content, CCM.sealed].map(fromHex);
    expect(toHex(nodeCrypto.sealAes256Ccm(key, nonce, content))).toBe(CCM.sealed);
    expect(nodeCrypto.openAes256Ccm(key, nonce, sealed)).toEqual(content);
    sealed[0] ^= 1;
    expect(nodeCrypto.openAes256Ccm(key, nonce, sealed)).toBeNull();
    expect(nodeCrypto.openAes256Ccm(key, nonce, nonce)).toBeNull();
  });
});
