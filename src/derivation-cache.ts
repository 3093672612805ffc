/** Remembers keys that were derived: a master key takes a millisecond or more, and is asked for again in every run. */

import type { WorldCrypto } from "../sim/radio/wpa.ts";
import { toHex } from "../sim/tape/bytes.ts";

type Derive = WorldCrypto["pbkdf2Sha1"];

const MAX_DERIVED = 1_000;

export function remembered(derive: Derive): Derive {
  const derived = new Map<string, Uint8Array>();
  return (password, salt, iterations, lengthBytes) => {
    const key = [toHex(password), toHex(salt), iterations, lengthBytes].join();
    let result = derived.get(key);
    if (result === undefined) {
      result = derive(password, salt, iterations, lengthBytes);
      if (derived.size >= MAX_DERIVED) derived.clear();
      derived.set(key, result);
    }
    return result;
  };
}
