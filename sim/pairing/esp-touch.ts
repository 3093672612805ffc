/**
 * Pairing by lengths: the phone is on the home's encrypted network and sends packets of chosen lengths to everybody. A
 * device that is not on it cannot read them, but sees how long they are, as does whoever else listens.
 *
 * The coding is that of ESP-Touch (first version), as Espressif's app has it (protocol/GuideCode, DataCode and DatumCode
 * in https://github.com/EspressifApp/EsptouchForAndroid). Lengths 515, 514, 513, 512 tell the receiver how much headers
 * add. Then each byte takes three packets, 40 bytes longer than: upper half of its checksum and of itself; 0x100 and its
 * index; lower halves. The bytes are: length of the whole, length of the passphrase, checksums of name and of the access
 * point's address, exclusive-or of all, the phone's IPv4 address (4), passphrase, name, the access point's address (6).
 * The app leaves out the name of a network that is not hidden, as its beacons tell it; here it is always said.
 */

import type { Credentials } from "../radio/wpa.ts";
import { concat, toBytes, toText } from "../tape/bytes.ts";
import type { Parties, Said, WayDialogue } from "./way.ts";

const GUIDE = [515, 514, 513, 512];
const EXTRA_BYTES = 40;
const INDEX_FLAG = 0x100;
const MAX_CODE = 0x1ff;
/** Of a code: checksum and data in halves, and the index between them. */
const PACKETS_A_BYTE = 3;
const HEAD_BYTES = 5;
const IPV4_BYTES = 4;
const PHONE_ADDRESS = Uint8Array.of(192, 168, 1, 43);
/** The app sends a packet every 8 ms, and says it all again and again for 4 s (task/EsptouchTaskParameter). */
const PACKET_MICROS = 8_000;
const DATA_PACKETS = 500;
/** 802.11 header 24, CCMP header 8 and MIC 8, LLC and SNAP 8, IPv4 20, UDP 8. */
const AIR_OVERHEAD_BYTES = 76;

export const ESP_TOUCH: WayDialogue = {
  handOver(network, parties) {
    const data = lengthsOf(network, parties);
    const again = Array.from({ length: DATA_PACKETS }, (_, i) => data[i % data.length]);
    return [...GUIDE, ...again].map((length): Said => {
      const seen = { channel: "wifi", observers: ["air"] } as const;
      const sizeBytes = length + AIR_OVERHEAD_BYTES;
      return { from: "phone", afterMicros: PACKET_MICROS, ...seen, kind: "data", payload: null, sizeBytes };
    });
  },

  heard: (said) => readLengths(said.map(({ sizeBytes }) => sizeBytes)),
};

/** Name and passphrase that a sequence of packets' lengths tells, whatever headers add to them; null when it tells none. */
export function readLengths(sizes: readonly number[]): Credentials | null {
  const guide = sizes.findIndex((size, i) =>
    GUIDE.every((code, j) => sizes[i + j] - code === size - GUIDE[0]),
  );
  if (guide < 0) return null;
  const added = sizes[guide] - GUIDE[0] + EXTRA_BYTES;
  const codes = sizes.slice(guide + GUIDE.length).map((size) => size - added);
  return credentialsIn(bytesOf(codes));
}

function lengthsOf({ ssid, psk }: Credentials, { accessPoint }: Parties): number[] {
  const [name, passphrase] = [toBytes(ssid), toBytes(psk)];
  const length = HEAD_BYTES + IPV4_BYTES + passphrase.length + name.length;
  const head = [length, passphrase.length, crc8(name), crc8(accessPoint.bssid)];
  const rest = concat(PHONE_ADDRESS, passphrase, name);
  const all = [...head, ...rest].reduce((total, byte) => total ^ byte, 0);
  return [...head, all, ...rest, ...accessPoint.bssid].flatMap((byte, index) => {
    const crc = crc8(Uint8Array.of(byte, index));
    const halves = [(crc & 0xf0) | (byte >> 4), INDEX_FLAG | index, ((crc & 0x0f) << 4) | (byte & 0x0f)];
    return halves.map((code) => code + EXTRA_BYTES);
  });
}

/** The bytes by index, as far as they came whole. */
function bytesOf(codes: readonly number[]): Map<number, number> {
  const bytes = new Map<number, number>();
  for (let i = 0; i + PACKETS_A_BYTE <= codes.length; i++) {
    const [upper, middle, lower] = codes.slice(i, i + PACKETS_A_BYTE);
    if (
      middle < INDEX_FLAG ||
      middle > MAX_CODE ||
      Math.min(upper, lower) < 0 ||
      Math.max(upper, lower) > 0xff
    )
      continue;
    const byte = ((upper & 0x0f) << 4) | (lower & 0x0f);
    const index = middle - INDEX_FLAG;
    if (crc8(Uint8Array.of(byte, index)) === ((upper & 0xf0) | (lower >> 4))) bytes.set(index, byte);
  }
  return bytes;
}

function credentialsIn(bytes: ReadonlyMap<number, number>): Credentials | null {
  const length = bytes.get(0) ?? 0;
  const passphraseAt = HEAD_BYTES + IPV4_BYTES;
  const nameAt = passphraseAt + (bytes.get(1) ?? 0);
  if (length <= nameAt) return null;
  const all = Array.from({ length }, (_, index) => bytes.get(index));
  if (all.some((byte) => byte === undefined)) return null;
  const known = Uint8Array.from(all as number[]);
  // The exclusive-or of all bytes but itself is byte 4: with it they give zero.
  if (known.reduce((total, byte) => total ^ byte, 0) !== 0) return null;
  return { ssid: toText(known.subarray(nameAt)), psk: toText(known.subarray(passphraseAt, nameAt)) };
}

/** Polynomial 0x31, reflected; from zero (CRC-8/MAXIM-DOW; util/CRC8 of the app). */
function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >> 1) ^ 0x8c : crc >> 1;
  }
  return crc;
}
