/**
 * Names what firmware is likely to have computed from a secret: hashes of it, and of it together with another. Such
 * values hide nothing from somebody who tries guesses until one gives the same.
 */

import type { WorldCrypto } from "../../../sim/radio/wpa.ts";
import { toBase64 } from "../../../sim/tape/base64.ts";
import { toBytes, toHex } from "../../../sim/tape/bytes.ts";
import { crc32 } from "../policy/secret.ts";
import type { Wanted } from "./hit.ts";
import { Matcher } from "./matcher.ts";

const HASHES = ["md5", "sha1", "sha256", "sha512"] as const;
/** What firmware authors put between two values. */
const SEPARATORS = ["", ":", "|", ",", "-", "/", " ", "\n", "\0"];
/** IEEE 802.11-2020, J.4.1. */
const PMK = { iterations: 4096, lengthBytes: 32 };

export class KnownDerivations {
  private readonly names: string[] = [];
  private readonly forms: Uint8Array[] = [];
  private readonly matcher: Matcher;

  constructor(
    private readonly wanted: readonly Wanted[],
    private readonly crypto: WorldCrypto,
  ) {
    for (const { name, value } of wanted) this.addHashes(name, toBytes(value));
    for (const a of wanted) for (const b of wanted) if (a !== b) this.addPair(a, b);
    this.addMasterKey();
    this.matcher = new Matcher(this.forms);
  }

  /** What `bytes` hold that was computed from `secret` in a known way; null when nothing is. */
  nameIn(bytes: Uint8Array, secret: string): string | null {
    const names = this.matcher.find(bytes).map((match) => this.names[match.needle]);
    return names.find((name) => name.includes(secret)) ?? null;
  }

  private addPair(a: Wanted, b: Wanted): void {
    for (const gap of SEPARATORS) {
      const between = gap === "" ? "" : ` + ${JSON.stringify(gap)}`;
      this.addHashes(`${a.name}${between} + ${b.name}`, toBytes(a.value + gap + b.value));
    }
    const [key, data] = [toBytes(a.value), toBytes(b.value)];
    this.add(`hmac-sha1(${a.name}, ${b.name})`, this.crypto.hmacSha1(key, data));
    this.add(`hmac-sha256(${a.name}, ${b.name})`, this.crypto.hmacSha256(key, data));
  }

  private addHashes(name: string, bytes: Uint8Array): void {
    for (const hash of HASHES) this.add(`${hash}(${name})`, this.crypto.digest(hash, bytes));
    const checksum = new Uint8Array(4);
    new DataView(checksum.buffer).setUint32(0, crc32(bytes));
    this.add(`crc32(${name})`, checksum);
    this.add(`crc32(${name})`, checksum.slice().reverse());
  }

  private addMasterKey(): void {
    const [ssid, psk] = ["wifi.ssid", "wifi.psk"].map((name) => this.wanted.find((w) => w.name === name));
    if (ssid === undefined || psk === undefined) return;
    const { iterations, lengthBytes } = PMK;
    const key = this.crypto.pbkdf2Sha1(toBytes(psk.value), toBytes(ssid.value), iterations, lengthBytes);
    this.add("pmk(wifi.ssid, wifi.psk)", key);
  }

  private add(name: string, value: Uint8Array): void {
    const hex = toHex(value);
    for (const form of [value, toBytes(hex), toBytes(hex.toUpperCase()), toBytes(toBase64(value))]) {
      this.names.push(name);
      this.forms.push(form);
    }
  }
}
