/** The world's cryptography where there is no Node, such as in browsers and their workers: that of @noble, synchronous. */

import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { WorldCrypto } from "../sim/radio/wpa.ts";
import { TAG_BYTES } from "../sim/sealed/sealing.ts";
import { openCcm, sealCcm } from "./ccm.ts";
import { remembered } from "./derivation-cache.ts";

const HASHES = { md5, sha1, sha256, sha512 };

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
    return sealCcm({ key, nonce, tagBytes: TAG_BYTES }, content);
  },
  openAes256Ccm(key, nonce, sealed) {
    return openCcm({ key, nonce, tagBytes: TAG_BYTES }, sealed);
  },
};
