/**
 * Sealed bytes as the device library makes them: AES-256-CCM (NIST SP 800-38C) with a nonce of 13 bytes and a tag of
 * 16, under keys derived by HKDF-SHA256 (RFC 5869).
 */
import { concat } from "../tape/bytes.ts";

/** Synchronous primitives: node:crypto on Node, a pure library elsewhere. */
export interface SealingCrypto {
  /** RFC 2104. */
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Ciphertext and tag. */
  sealAes256Ccm(key: Uint8Array, nonce: Uint8Array, content: Uint8Array): Uint8Array;
  /** The content; null when the tag does not fit. */
  openAes256Ccm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | null;
}

export const NONCE_BYTES = 13;
export const TAG_BYTES = 16;

/** 32 bytes of key: one block of HKDF. Without salt it is as many zeros as a hash has bytes (RFC 5869, 2.2). */
export function deriveKey(
  crypto: SealingCrypto,
  from: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
): Uint8Array {
  const extracted = crypto.hmacSha256(salt, from);
  return crypto.hmacSha256(extracted, concat(info, Uint8Array.of(1)));
}
