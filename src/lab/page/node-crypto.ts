/** Node's `node:crypto` for the page, as far as policies of the appliances use it. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { toBytes, toHex } from "../../../sim/tape/bytes.ts";

/** HMAC-SHA256 of texts, in hexadecimal. */
export function createHmac(_: "sha256", key: string) {
  const running = hmac.create(sha256, toBytes(key));
  const made = {
    update(text: string) {
      running.update(toBytes(text));
      return made;
    },
    digest: (_: "hex") => toHex(running.digest()),
  };
  return made;
}
