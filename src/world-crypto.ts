/** The world's cryptography on Node. */
import { createHmac, pbkdf2Sync } from "node:crypto";
import type { WorldCrypto } from "../sim/world.ts";

const proofs = new Map<string, Uint8Array>();

export const nodeCrypto: WorldCrypto = {
  // IEEE 802.11-2020, J.4: the pairwise master key is PBKDF2-HMAC-SHA1 over 4096 rounds, salted with the SSID.
  pairwiseMasterKeyProof(ssid, psk) {
    const key = `${ssid.length} ${ssid}${psk}`;
    let proof = proofs.get(key);
    if (proof === undefined) {
      const master = pbkdf2Sync(psk, ssid, 4096, 32, "sha1");
      proof = new Uint8Array(createHmac("sha1", master).update("handshake").digest());
      proofs.set(key, proof);
    }
    return proof;
  },
};
