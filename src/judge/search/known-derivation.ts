/**
 * Names what firmware is likely to have computed from a secret: hashes of it, and of it together with another. Such
 * values hide nothing from somebody who tries guesses until one gives the same.
 */

import type { WorldCrypto } from "../../../sim/radio/wpa.ts";
import { toBase64 } from "../../../sim/tape/base64.ts";
import { toBytes, toHex } from "../../../sim/tape/bytes.ts";
import { crc32 } from "../checksum.ts";
import type { Wanted } from "./hit.ts";
import { Matcher } from "./matcher.ts";

const HASHES = ["md5", "sha1", "sha256", "sha512"] as const;
/** Separators that firmware authors put between two values. */
const SEPARATORS = ["", ":", "|", ",", "-", "/", " ", "\n", "\0"];
/** IEEE 802.11-2020, J.4.1. */
const PMK = { iterations: 4096, lengthBytes: 32 };

/** Shorter values occur by chance. */
const MIN_VALUE_BYTES = 16;
/** Secrets' values of which pairs are computed. */
const MAX_PAIRED = 6;

/** Secrets, and what is known to be computed from them: as good as they are to whoever can try guesses. */
export function withDerived(wanted: readonly Wanted[], crypto: WorldCrypto): Wanted[] {
  if (wanted.length > MAX_PAIRED) return [...wanted, ...masterKeys(wanted, crypto)];
  return [...wanted, ...new KnownDerivations(wanted, crypto).values];
}

/** Each passphrase with each network's name. */
function masterKeys(wanted: readonly Wanted[], crypto: WorldCrypto): Wanted[] {
  const named = (name: string) => wanted.filter((w) => w.name === name).slice(0, MAX_PAIRED);
  return named("wifi.ssid").flatMap((ssid) =>
    named("wifi.psk").flatMap((psk) => new KnownDerivations([ssid, psk], crypto).values),
  );
}

function mentions(name: string, secret: string): boolean {
  const at = name.indexOf(secret);
  return at >= 0 && !/[\w.-]/.test(name[at - 1] ?? "") && !/[\w.-]/.test(name[at + secret.length] ?? "");
}

export class KnownDerivations {
  private readonly names: string[] = [];
  private readonly forms: Uint8Array[] = [];
  private readonly matcher: Matcher;
  /** Computed values, with the secrets behind them; without checksums, which occur by chance. */
  readonly values: Wanted[] = [];

  constructor(
    private readonly wanted: readonly Wanted[],
    private readonly crypto: WorldCrypto,
  ) {
    for (const { name, value } of wanted) {
      this.addHashes(name, toBytes(value));
      // Commands of a shell end what they hand over with a line break.
      this.addHashes(`${name} + "\\n"`, toBytes(`${value}\n`));
    }
    for (const a of wanted) for (const b of wanted) if (a !== b) this.addPair(a, b);
    this.addMasterKey();
    this.matcher = new Matcher(this.forms);
  }

  /** Name of a value in `bytes` that was computed from `secret`; null when there is none. */
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
    if (value.length >= MIN_VALUE_BYTES) {
      const from = [...new Set(this.wanted.map((w) => w.name))].filter((known) => mentions(name, known));
      this.values.push({ name, value: hex, derived: { bytes: value, from } });
    }
    for (const form of [value, toBytes(hex), toBytes(hex.toUpperCase()), toBytes(toBase64(value))]) {
      this.names.push(name);
      this.forms.push(form);
    }
  }
}
