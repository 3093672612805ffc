/** The world's cryptography where there is no Node, such as in browsers and their workers: that of @noble, synchronous. */

import { cbc, ctr } from "@noble/ciphers/aes.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { WorldCrypto } from "../sim/radio/wpa.ts";
import { TAG_BYTES } from "../sim/sealed/sealing.ts";
import { concat, sameBytes } from "../sim/tape/bytes.ts";
import { remembered } from "./derivation-cache.ts";

const HASHES = { md5, sha1, sha256, sha512 };
const BLOCK_BYTES = 16;

export const pureCrypto: WorldCrypto = {
  pbkdf2Sha1: remembered((password, salt, iterations, lengthBytes) =>
    pbkdf2(sha1, password, salt, { c: iterations, dkLen: lengthBytes }),
  ),
  hmacSha1(key, data) {
    return hmac(sha1, key, data);
  },
  digest(algorithm, data) {
    return HASHES[algorithm](data);
  },
  hmacSha256(key, data) {
    return hmac(sha256, key, data);
  },
  sealAes256Ccm(key, nonce, content) {
    const sealed = withCounter(key, nonce, concat(authenticator(key, nonce, content), content));
    return concat(sealed.subarray(TAG_BYTES), sealed.subarray(0, TAG_BYTES));
  },
  openAes256Ccm(key, nonce, sealed) {
    if (sealed.length < TAG_BYTES) return null;
    const tag = sealed.subarray(-TAG_BYTES);
    const opened = withCounter(key, nonce, concat(tag, sealed.subarray(0, -TAG_BYTES)));
    const content = opened.slice(TAG_BYTES);
    return sameBytes(opened.subarray(0, TAG_BYTES), authenticator(key, nonce, content)) ? content : null;
  },
};

/** Bytes of the counter and of the content's length (NIST SP 800-38C, A.1: q). */
function counterBytes(nonce: Uint8Array): number {
  return BLOCK_BYTES - 1 - nonce.length;
}

/** CBC-MAC over nonce, length and content, before it is encrypted (NIST SP 800-38C, 6.1 and A.2, no associated data). */
function authenticator(key: Uint8Array, nonce: Uint8Array, content: Uint8Array): Uint8Array {
  const q = counterBytes(nonce);
  const blocks = new Uint8Array(BLOCK_BYTES * (1 + Math.ceil(content.length / BLOCK_BYTES)));
  blocks[0] = (((TAG_BYTES - 2) / 2) << 3) | (q - 1);
  blocks.set(nonce, 1);
  for (let i = 0, rest = content.length; i < q; i++, rest = Math.floor(rest / 256))
    blocks[BLOCK_BYTES - 1 - i] = rest % 256;
  blocks.set(content, BLOCK_BYTES);
  const chained = cbc(key, new Uint8Array(BLOCK_BYTES), { disablePadding: true }).encrypt(blocks);
  return chained.slice(-TAG_BYTES);
}

/** Counter mode from counter 0, which the tag has; both directions are the same (NIST SP 800-38C, A.3). */
function withCounter(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Uint8Array {
  const first = new Uint8Array(BLOCK_BYTES);
  first[0] = counterBytes(nonce) - 1;
  first.set(nonce, 1);
  return ctr(key, first).encrypt(bytes);
}
