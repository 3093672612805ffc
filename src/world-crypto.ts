/** The world's cryptography on Node. */
import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type { WorldCrypto } from "../sim/radio/wpa.ts";
import { TAG_BYTES } from "../sim/sealed/sealing.ts";

/** Master keys take a millisecond each and are asked for again in every run. */
const derived = new Map<string, Uint8Array>();
const MAX_DERIVED = 1_000;

export const nodeCrypto: WorldCrypto = {
  pbkdf2Sha1(password, salt, iterations, lengthBytes) {
    const key = [
      Buffer.from(password).toString("hex"),
      Buffer.from(salt).toString("hex"),
      iterations,
      lengthBytes,
    ].join();
    let result = derived.get(key);
    if (result === undefined) {
      result = new Uint8Array(pbkdf2Sync(password, salt, iterations, lengthBytes, "sha1"));
      if (derived.size >= MAX_DERIVED) derived.clear();
      derived.set(key, result);
    }
    return result;
  },
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
