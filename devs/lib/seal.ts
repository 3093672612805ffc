// Authenticated encryption as vault and provisioning use it: AES-256-CCM (NIST SP 800-38C) with a random nonce of
// 13 bytes and a tag of 16, under a key derived by HKDF-SHA256 (RFC 5869). CCM in the runtime takes no associated
// data: what has to be bound goes into the key's derivation.
import { decrypt, encrypt, randomBuffer, sha256Hkdf } from "@devicescript/crypto";

export const NONCE_BYTES = 13;
export const TAG_BYTES = 16;

/** 32 bytes of key for one purpose. */
export function deriveKey(from: Buffer | string, salt: Buffer | string, info: Buffer | string): Buffer {
  return sha256Hkdf(from, info, salt);
}

/** Nonce, ciphertext and tag. */
export function seal(key: Buffer, content: Buffer): Buffer {
  const iv = randomBuffer(NONCE_BYTES);
  return iv.concat(encrypt({ data: content, algo: "aes-256-ccm", key, iv, tagLength: TAG_BYTES }));
}

/** The content; undefined for what was not sealed under this key, or was changed since. */
export function unseal(key: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const iv = sealed.slice(0, NONCE_BYTES);
  try {
    return decrypt({
      data: sealed.slice(NONCE_BYTES),
      algo: "aes-256-ccm",
      key,
      iv,
      tagLength: TAG_BYTES,
    });
  } catch (_tagMismatch) {
    return undefined;
  }
}
