/** All of a board's flash that is not erased, whatever wrote it: a former firmware's settings lie where today's table has nothing. */
import { nvsPageOf, PAGE_BYTES } from "../../sim/board/nvs-page.ts";
import { isCredentialKey } from "../../sim/device/credential.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { Wanted } from "../judge/search/hit.ts";
import type { Region, Session } from "./session.ts";

/** Bytes of which the chip is asked at once whether they are erased. */
const STEP_BYTES = 64 * 1024;
/** Byte that flash holds where nothing is written. */
export const ERASED = 0xff;
/** Names of networks' credentials, by the keys under which ESP-IDF's WiFi library stores them (esp_wifi, nvs.net80211). */
const NETWORK_KEYS: Readonly<Record<string, string>> = {
  "sta.ssid": "wifi.ssid",
  "sta.pswd": "wifi.psk",
  "ap.ssid": "wifi.ssid",
  "ap.passwd": "wifi.psk",
};
const MASTER_KEYS = ["sta.pmk", "ap.pmk"];
/** A network's name stands behind its length. */
const LENGTH_BYTES = 4;
const MAX_NAME_BYTES = 32;
/** Shorter ones can't be looked for. */
const MIN_SECRET_CHARACTERS = 4;
/** Of a key that is not written, all bytes are the same. */
const MASTER_KEY_BYTES = 32;

/** Reads what is not erased; the chip itself tells what is, so that little goes over the line. */
export async function readWritten(session: Session, progress: (part: string) => void): Promise<Region[]> {
  const erased = new Uint8Array(STEP_BYTES).fill(ERASED);
  const regions: Region[] = [];
  let start = -1;
  for (let offset = 0; offset <= session.flashBytes; offset += STEP_BYTES) {
    const isEnd = offset >= session.flashBytes;
    const isErased = isEnd || (await session.holds({ name: "flash", offset, bytes: erased }));
    if (!isErased && start < 0) start = offset;
    if (!isErased || start < 0) continue;
    progress(`the flash at 0x${start.toString(16)}`);
    regions.push({ name: "flash", offset: start, bytes: await session.read(start, offset - start) });
    start = -1;
  }
  return regions;
}

/** Credentials that firmware of any kind has left in ESP-IDF's key-value store, wherever in the flash that was. */
export function credentialsIn(regions: readonly Region[]): Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { bytes } of regions) {
    for (let at = 0; at + PAGE_BYTES <= bytes.length; at += PAGE_BYTES)
      for (const { key, bytes: value } of nvsPageOf(bytes.subarray(at, at + PAGE_BYTES))?.values ?? [])
        for (const wanted of wantedFrom(key, value)) found.set(`${wanted.name}\0${wanted.value}`, wanted);
  }
  return [...found.values()];
}

function wantedFrom(key: string, value: Uint8Array): Wanted[] {
  if (MASTER_KEYS.includes(key)) {
    const bytes = value.subarray(0, MASTER_KEY_BYTES);
    const isSet = bytes.length === MASTER_KEY_BYTES && bytes.some((byte) => byte !== bytes[0]);
    const hex = Buffer.from(bytes).toString("hex");
    return isSet
      ? [{ name: "pmk(wifi.ssid, wifi.psk)", value: hex, derived: { bytes, from: ["wifi.psk"] } }]
      : [];
  }
  const network = NETWORK_KEYS[key];
  if (network === undefined && !isCredentialKey(key)) return [];
  const text = textOf(network === "wifi.ssid" ? nameIn(value) : value);
  return text.length < MIN_SECRET_CHARACTERS ? [] : [{ name: network ?? `nvs.${key}`, value: text }];
}

function nameIn(value: Uint8Array): Uint8Array {
  const length = value[0];
  return length <= MAX_NAME_BYTES && value[1] === 0 && value[2] === 0 && value[3] === 0
    ? value.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
    : value;
}

/** Up to the zero that ends it. */
function textOf(value: Uint8Array): string {
  const end = value.indexOf(0);
  return toText(end < 0 ? value : value.subarray(0, end));
}
