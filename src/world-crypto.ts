/** The world's cryptography on Node. */
import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type { WorldCrypto } from "../sim/radio/wpa.ts";
import { TAG_BYTES } from "../sim/sealed/sealing.ts";
import { remembered } from "./derivation-cache.ts";

export const nodeCrypto: WorldCrypto = {
  pbkdf2Sha1: remembered(
    (password, salt, iterations, lengthBytes) =>
      new Uint8Array(pbkdf2Sync(password, salt, iterations, lengthBytes, "sha1")),
  ),
  hmacSha1(key, data) {
    return new Uint8Array(createHmac("sha1", key).update(data).digest());
  },
  digest(algorithm, data) {
    return new Uint8Array(createHash(algorithm).update(data).digest());
  },
  hmacSha256(key, data) {
    return new Uint8Array(createHmac("sha256", key).update(data).digest());
  },
  sealAes256Ccm(key, nonce, content) {
    const cipher = createCipheriv("aes-256-ccm", key, nonce, { authTagLength: TAG_BYTES });
    const sealed = cipher.update(content);
    cipher.final();
    return new Uint8Array(Buffer.concat([sealed, cipher.getAuthTag()]));
  },
  openAes256Ccm(key, nonce, sealed) {
    if (sealed.length < TAG_BYTES) return null;
    const decipher = createDecipheriv("aes-256-ccm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const content = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return new Uint8Array(content);
  },
};
