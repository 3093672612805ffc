// A Secret is a value that firmware can use and not show: it lies in a closure, so that no print, concatenation or
// JSON of the object reaches it.
import type * as ds from "@devicescript/core";
import { hmac, randomBuffer } from "@devicescript/crypto";
import { sameBytes } from "./store";

const COMPARISON_KEY_BYTES = 32;
/** Secrets that the log looks out for; an older one makes room for a newer. */
const MAX_KNOWN = 16;
const known: Secret[] = [];

export class Secret {
  /** Hands the value's bytes to `act` and returns what that returns. What `act` does with them is its own affair. */
  readonly use: <T>(act: (value: Buffer) => T) => T;

  constructor(value: string | Buffer) {
    const held = typeof value === "string" ? Buffer.from(value) : value.slice();
    this.use = (act) => act(held);
    lookOutFor(this, held);
  }

  /** HMAC-SHA256 (RFC 2104) of a message under the value: proves to who knows it that the device does. */
  hmac(message: string | Buffer): Buffer {
    return this.use((value) => hmac(value, "sha256", message));
  }

  /** Takes as long whether the values differ early, late or not at all. */
  equals(other: Secret | string | Buffer): boolean {
    // Under a fresh key the digests say nothing about the values, so comparing them byte by byte does not either.
    const key = randomBuffer(COMPARISON_KEY_BYTES);
    const digest = (value: Buffer) => hmac(key, "sha256", value);
    const others = other instanceof Secret ? other.use(digest) : hmac(key, "sha256", other);
    return sameBytes(this.use(digest), others);
  }

  /** Joins a network with this passphrase; an empty one is for an open network. */
  async joinWifi(wifi: ds.Wifi, ssid: Secret) {
    const text = (value: Buffer) => value.toString("utf-8");
    await wifi.addNetwork(ssid.use(text), this.use(text));
  }
}

function lookOutFor(secret: Secret, value: Buffer) {
  for (const other of known) if (other.use((bytes) => sameBytes(bytes, value))) return;
  known.push(secret);
  if (known.length > MAX_KNOWN) known.shift();
}

/** Secrets that the log must not show. */
export function knownSecrets(): Secret[] {
  return known;
}
