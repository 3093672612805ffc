/**
 * Joining a WiFi network as somebody with an antenna sees it: 802.11 management frames and the four-way
 * handshake, computed for real (IEEE 802.11-2020, 9.3 and 12.7; IEEE 802.1X-2010, 11).
 */

import type { SealingCrypto } from "../sealed/sealing.ts";
import { concat, fromHex, toBytes } from "../tape/bytes.ts";

/** Synchronous primitives: node:crypto on Node, a pure library elsewhere. */
export interface WorldCrypto extends SealingCrypto {
  /** PBKDF2-HMAC-SHA1 (RFC 8018, 5.2). */
  pbkdf2Sha1(password: Uint8Array, salt: Uint8Array, iterations: number, lengthBytes: number): Uint8Array;
  hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array;
  digest(algorithm: "md5" | "sha1" | "sha256" | "sha512", data: Uint8Array): Uint8Array;
}

export type Security = "open" | "wpa2" | "wpa3";

export interface Credentials {
  readonly ssid: string;
  /** Passphrase of 8 to 63 characters, a key of 64 hexadecimal digits, or empty for an open network. */
  readonly psk: string;
}

/** The two sides of a join. */
export interface Link {
  /** Six bytes each. */
  readonly station: Uint8Array;
  readonly accessPoint: Uint8Array;
}

/** Numbers that each side draws for a join, 32 bytes each. */
export interface Nonces {
  readonly station: Uint8Array;
  readonly accessPoint: Uint8Array;
}

/** Label under which the keys of a pair are expanded (802.11, 12.7.1.3). */
export const PAIRWISE_LABEL = toBytes("Pairwise key expansion");

const BROADCAST = new Uint8Array(6).fill(0xff);
/** Frame control: management subtypes, and data to and from the distribution system (802.11, 9.2.4.1). */
const FRAME = {
  associationRequest: 0x00,
  associationResponse: 0x10,
  probeRequest: 0x40,
  probeResponse: 0x50,
  authentication: 0xb0,
  deauthentication: 0xc0,
  data: 0x08,
};
const TO_DS = 0x01;
const FROM_DS = 0x02;
/** Logical link control header of an EAPOL packet (802.1X, 11.1.4). */
const EAPOL_LLC = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x88, 0x8e];
/** The same header of an IPv4 packet (RFC 1042). */
const IPV4_LLC = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00];
/** 1, 2, 5.5, 11, 6, 9, 12 and 18 Mbit/s. */
const RATES = [0x01, 0x08, 0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24];
/** Robust security network element: AES-CCMP, pre-shared key (802.11, 9.4.2.24). */
const RSN = [0x30, 0x14, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0];
/** Key information of the four messages (802.11, 12.7.2), with HMAC-SHA1 and AES key wrap. */
const KEY_INFO = [0x008a, 0x010a, 0x13ca, 0x030a];
const EAPOL_HEADER_BYTES = 4;
const MIC_OFFSET = 81;
const MIC_BYTES = 16;
const PMK_ROUNDS = 4096;

/** The pairwise master key: from a passphrase (802.11, J.4), or the key itself when it is given in hexadecimal. */
export function pairwiseMasterKey({ ssid, psk }: Credentials, crypto: WorldCrypto): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(psk)) return fromHex(psk);
  return crypto.pbkdf2Sha1(toBytes(psk), toBytes(ssid), PMK_ROUNDS, 32);
}

/** The key that confirms the handshake: the first 16 bytes of the pairwise transient key (802.11, 12.7.1.3). */
export function confirmationKey(
  masterKey: Uint8Array,
  link: Link,
  nonces: Nonces,
  crypto: WorldCrypto,
): Uint8Array {
  const data = concat(PAIRWISE_LABEL, Uint8Array.of(0), pairwiseContext(link, nonces), Uint8Array.of(0));
  return crypto.hmacSha1(masterKey, data).slice(0, 16);
}

/** Addresses and nonces of both sides, the lesser first, from which their keys are expanded (802.11, 12.7.1.3). */
export function pairwiseContext(link: Link, nonces: Nonces): Uint8Array {
  const ordered = (a: Uint8Array, b: Uint8Array) => (less(a, b) ? [a, b] : [b, a]);
  return concat(...ordered(link.accessPoint, link.station), ...ordered(nonces.accessPoint, nonces.station));
}

/** A station asks whether a network that it knows is there. */
export function probeRequest(link: Link, ssid: string): Uint8Array {
  return management(
    FRAME.probeRequest,
    BROADCAST,
    link.station,
    BROADCAST,
    concat(ssidElement(ssid), Uint8Array.from(RATES)),
  );
}

export function probeResponse(link: Link, ssid: string, security: Security): Uint8Array {
  // Timestamp (8), beacon interval of 100 time units, capabilities: infrastructure and, if so, privacy.
  const fixed = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 100, 0, security === "open" ? 0x01 : 0x11, 0);
  return management(
    FRAME.probeResponse,
    link.station,
    link.accessPoint,
    link.accessPoint,
    concat(fixed, elements(ssid, security)),
  );
}

/** Open-system authentication, or with `body` the commit and confirm of simultaneous authentication of equals. */
export function authentication(
  link: Link,
  from: keyof Link,
  sequence: number,
  body?: Uint8Array,
): Uint8Array {
  const algorithm = body === undefined ? 0 : 3;
  const fixed = Uint8Array.of(algorithm, 0, sequence, 0, 0, 0);
  const to = from === "station" ? "accessPoint" : "station";
  return management(
    FRAME.authentication,
    link[to],
    link[from],
    link.accessPoint,
    concat(fixed, body ?? new Uint8Array()),
  );
}

export function associationRequest(link: Link, ssid: string, security: Security): Uint8Array {
  const fixed = Uint8Array.of(security === "open" ? 0x01 : 0x11, 0, 10, 0);
  return management(
    FRAME.associationRequest,
    link.accessPoint,
    link.station,
    link.accessPoint,
    concat(fixed, elements(ssid, security)),
  );
}

export function associationResponse(link: Link): Uint8Array {
  const fixed = Uint8Array.of(0x11, 0, 0, 0, 0x01, 0xc0);
  return management(
    FRAME.associationResponse,
    link.station,
    link.accessPoint,
    link.accessPoint,
    concat(fixed, Uint8Array.from(RATES)),
  );
}

/** The access point sends the station away: reason 15, the handshake timed out. */
export function deauthentication(link: Link): Uint8Array {
  return management(
    FRAME.deauthentication,
    link.station,
    link.accessPoint,
    link.accessPoint,
    Uint8Array.of(15, 0),
  );
}

/**
 * Message 1 to 4 of the handshake as an 802.11 data frame. `key` confirms messages 2 to 4; `nonce` is that of
 * the sender, zero in message 4; `keyData` is the wrapped group key of message 3.
 */
export function handshakeMessage(
  link: Link,
  number: 1 | 2 | 3 | 4,
  nonce: Uint8Array,
  confirm: { key: Uint8Array; crypto: WorldCrypto } | null,
  keyData: Uint8Array = new Uint8Array(),
): Uint8Array {
  const data = number === 2 ? Uint8Array.from(RSN) : keyData;
  const eapol = new Uint8Array(EAPOL_HEADER_BYTES + 95 + data.length);
  const view = new DataView(eapol.buffer);
  eapol.set([1, 3]);
  view.setUint16(2, 95 + data.length);
  eapol[4] = 2;
  view.setUint16(5, KEY_INFO[number - 1]);
  view.setUint16(7, number % 2 === 1 ? 16 : 0);
  eapol[16] = number <= 2 ? 1 : 2;
  eapol.set(nonce, 17);
  view.setUint16(97, data.length);
  eapol.set(data, 99);
  if (confirm !== null) {
    eapol.set(confirm.crypto.hmacSha1(confirm.key, eapol).subarray(0, MIC_BYTES), MIC_OFFSET);
  }
  const fromAccessPoint = number % 2 === 1;
  const receiver = fromAccessPoint ? link.station : link.accessPoint;
  const sender = fromAccessPoint ? link.accessPoint : link.station;
  return header(
    FRAME.data,
    fromAccessPoint ? FROM_DS : TO_DS,
    receiver,
    sender,
    link.accessPoint,
    concat(Uint8Array.from(EAPOL_LLC), eapol),
  );
}

/** An IPv4 packet on a network without encryption, as an 802.11 data frame. */
export function openData({ station, accessPoint }: Link, from: keyof Link, packet: Uint8Array): Uint8Array {
  const body = concat(Uint8Array.from(IPV4_LLC), packet);
  return from === "station"
    ? header(FRAME.data, TO_DS, accessPoint, station, accessPoint, body)
    : header(FRAME.data, FROM_DS, station, accessPoint, accessPoint, body);
}

function elements(ssid: string, security: Security): Uint8Array {
  return concat(ssidElement(ssid), Uint8Array.from(RATES), Uint8Array.from(security === "open" ? [] : RSN));
}

function ssidElement(ssid: string): Uint8Array {
  const name = toBytes(ssid).subarray(0, 32);
  return concat(Uint8Array.of(0, name.length), name);
}

function management(
  type: number,
  to: Uint8Array,
  from: Uint8Array,
  network: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  return header(type, 0, to, from, network, body);
}

function header(
  type: number,
  flags: number,
  to: Uint8Array,
  from: Uint8Array,
  third: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  return concat(Uint8Array.of(type, flags, 0, 0), to, from, third, Uint8Array.of(0, 0), body);
}

function less(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at >= 0 && a[at] < b[at];
}
