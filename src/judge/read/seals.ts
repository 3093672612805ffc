/** Recognises encryption by how its records look. */
import { toLatin1, u16 } from "../../../sim/tape/bytes.ts";
import { looksRandom, randomTail } from "./randomness.ts";
import type { BlindKind } from "./understood.ts";

const TLS = { changeCipher: 20, alert: 21, handshake: 22, data: 23, heartbeat: 24 };
const HELLO = { client: 1, server: 2 };
/** RFC 8446, 5.2, with room for what older versions added. */
const MAX_RECORD_BYTES = 16_384 + 2_048;
/** Type, version and length of a record. */
export const TLS_HEADER_BYTES = 5;
/** Header of a message, and the fewest bytes of a greeting: version, random bytes, session, one suite, no compression. */
const MESSAGE_HEADER_BYTES = 4;
const MIN_GREETING_BYTES = 38;

/** True if `bytes` at `at` can be the header of a record of TLS (RFC 8446, 5.1). */
export function isTlsRecord(bytes: Uint8Array, at = 0): boolean {
  const type = bytes[at];
  return (
    type >= TLS.changeCipher &&
    type <= TLS.heartbeat &&
    bytes[at + 1] === 3 &&
    bytes[at + 2] <= 4 &&
    recordBytes(bytes, at) > 0 &&
    recordBytes(bytes, at) <= MAX_RECORD_BYTES
  );
}

function recordBytes(bytes: Uint8Array, at: number): number {
  return u16(bytes, at + 3);
}

/** Place in a piece of a stream where TLS begins; -1 where it does not. */
export function tlsStart(bytes: Uint8Array): number {
  for (let at = 0; at + TLS_HEADER_BYTES <= bytes.length; at++) {
    if (bytes[at + 1] !== 3 || !isTlsRecord(bytes, at)) continue;
    if (isGreeting(bytes, at) || isChain(bytes, at)) return at;
  }
  return -1;
}

/** True if a whole greeting is at a place of bytes of any kind. */
export function isTlsGreeting(bytes: Uint8Array, at: number): boolean {
  const messageBytes = u16(bytes, at + 7);
  return (
    isTlsRecord(bytes, at) &&
    isGreeting(bytes, at) &&
    messageBytes >= MIN_GREETING_BYTES &&
    messageBytes + MESSAGE_HEADER_BYTES <= recordBytes(bytes, at)
  );
}

/** A first record holds the greeting of a client or a server (RFC 8446, 4). */
function isGreeting(bytes: Uint8Array, at: number): boolean {
  const message = bytes[at + 5];
  return (
    bytes[at] === TLS.handshake &&
    (message === HELLO.client || message === HELLO.server) &&
    bytes[at + 6] === 0 &&
    bytes[at + 9] === 3
  );
}

/** Another record follows, or the record is just as long as the piece; at its very start, even where it goes on. */
function isChain(bytes: Uint8Array, at: number): boolean {
  const next = at + TLS_HEADER_BYTES + recordBytes(bytes, at);
  if (next + TLS_HEADER_BYTES <= bytes.length) return isTlsRecord(bytes, next);
  if (next === bytes.length) return true;
  return at === 0 && bytes[0] === TLS.data && bytes.length > TLS_HEADER_BYTES;
}

/** SSLv2's greeting, with which clients of long ago offer newer versions (RFC 5246, E.2). */
export function isOldGreeting(first: Uint8Array): boolean {
  return (first[0] & 0x80) !== 0 && first[2] === HELLO.client && first[3] === 3 && first[4] <= 3;
}

/** Name of the encryption that a direction of a TCP connection begins with; null when it lies open. */
export function sealOfStream(first: Uint8Array): BlindKind | null {
  if (isTlsRecord(first) && (isGreeting(first, 0) || isChain(first, 0) || first[0] <= TLS.handshake))
    return "tls";
  if (isOldGreeting(first)) return "tls";
  if (toLatin1(first.subarray(0, 4)) === "SSH-") return "ssh";
  if (isOpenVpnStream(first)) return "openvpn";
  if (isNoiseStream(first)) return "noise";
  if (isTuya(first)) return "tuya";
  return null;
}

/** OpenVPN's opcodes, the upper five bits of a packet (openvpn, src/openvpn/ssl_pkt.h): 1 to 11. */
const OPENVPN = { first: 1, last: 11, resets: [1, 2, 7, 8, 10] };

/** Over TCP each packet stands behind its length (openvpn, src/openvpn/socket.c). */
function isOpenVpnStream(first: Uint8Array): boolean {
  const length = (first[0] << 8) | first[1];
  const isReset = OPENVPN.resets.includes(first[2] >> 3) && (first[2] & 7) === 0;
  if (!isReset || length < 14 || length > 1_600) return false;
  const next = 2 + length;
  if (next + 3 > first.length) return first.length === next;
  const opcode = first[next + 2] >> 3;
  return opcode >= OPENVPN.first && opcode <= OPENVPN.last;
}

/** Frames of ESPHome's native API under Noise (aioesphomeapi, _frame_helper/noise.py): 1, length, content. */
function isNoiseStream(first: Uint8Array): boolean {
  let at = 0;
  let frames = 0;
  for (; at + 3 <= first.length && first[at] === 1; frames++)
    at += 3 + ((first[at + 1] << 8) | first[at + 2]);
  return frames > 1 && (at === first.length || frames > 3);
}

/** Frames of Tuya's local protocol (tinytuya, core/header.py): a prefix, and what is sealed with the device's key. */
function isTuya(first: Uint8Array): boolean {
  const isOld = first[0] === 0 && first[1] === 0 && first[2] === 0x55 && first[3] === 0xaa;
  const isNew = first[0] === 0 && first[1] === 0 && first[2] === 0x66 && first[3] === 0x99;
  const content = first.subarray(16);
  return (isOld || isNew) && content.some((byte) => byte > 0x7f) && (isNew || randomTail(content) > 0);
}

/** WireGuard's messages by type, with their sizes (W. Donenfeld: "WireGuard", 5.4). */
const WIREGUARD: Readonly<Record<number, number>> = { 1: 148, 2: 92, 3: 64 };
const RTP_HEADER_BYTES = 12;
const PORT = { isakmp: 500, natTraversal: 4500, openvpn: 1194, dtls: 5684 };
const RADIUS_PORTS = [1645, 1646, 1812, 1813];
const RADIUS_HEADER_BYTES = 20;
/** Attributes that hide what they say: User-Password, Tunnel-Password, and those of vendors, which may. */
const RADIUS_HIDDEN = [2, 69, 26];

/** Name of the encryption that hides a datagram between these ports; null when it lies open. */
export function sealOfDatagram(bytes: Uint8Array, ports: readonly number[]): BlindKind | null {
  const [kind = 0, major = 0, minor = 0] = bytes;
  // RFC 6347, 4.1, and RFC 9146: versions count down from 254.255.
  if (kind >= 20 && kind <= 26 && major === 0xfe && (minor === 0xff || minor === 0xfd)) return "dtls";
  // RFC 9147, 4: the unified header, which a message too short to be judged has on its own port only.
  if (ports.includes(PORT.dtls) && kind >> 5 === 1) return "dtls";
  const isUnified = kind >> 5 === 1 && bytes.length > 20 && looksRandom(bytes.subarray(5));
  if (isWireGuard(bytes)) return "wireguard";
  if (ports.includes(PORT.natTraversal)) return isIke(bytes.subarray(4)) || bytes.length > 8 ? "ipsec" : null;
  if (ports.includes(PORT.isakmp) && isIke(bytes)) return "ipsec";
  if (isQuic(bytes)) return "quic";
  if (ports.includes(PORT.openvpn) && isOpenVpn(bytes)) return "openvpn";
  if (ports.some((port) => RADIUS_PORTS.includes(port)) && isHiding(bytes)) return "opaque";
  const random = randomTail(bytes);
  if (random === 0) return null;
  // RFC 9000, 17.3: a short header has the fixed bit and no version.
  if ((kind & 0xc0) === 0x40 && (ports.includes(443) || ports.includes(80))) return "quic";
  // RFC 9147, 4: the unified header.
  if (isUnified) return "dtls";
  // RFC 3550, 5.1: version 2. Media is encrypted, or compressed.
  if ((kind & 0xc0) === 0x80 && looksRandom(bytes.subarray(RTP_HEADER_BYTES))) return "srtp";
  return "opaque";
}

/**
 * True if a message of RADIUS hides a part of what else can be read (RFC 2865, 5.2; RFC 2868, 3.5; RFC 2548, 2.4), or is
 * none, so that nobody knows.
 */
function isHiding(bytes: Uint8Array): boolean {
  const end = u16(bytes, 2);
  if (end < RADIUS_HEADER_BYTES || end > bytes.length) return true;
  for (let at = RADIUS_HEADER_BYTES; at < end; at += bytes[at + 1])
    if (RADIUS_HIDDEN.includes(bytes[at]) || at + 2 > end || bytes[at + 1] < 2) return true;
  return false;
}

function isWireGuard(bytes: Uint8Array): boolean {
  const type = bytes[0];
  if (type < 1 || type > 4 || bytes[1] !== 0 || bytes[2] !== 0 || bytes[3] !== 0) return false;
  if (type < 4) return bytes.length === WIREGUARD[type] && looksRandom(bytes.subarray(8));
  return bytes.length >= 32 && bytes.length % 16 === 0 && (bytes.length === 32 || randomTail(bytes) > 0);
}

/** RFC 7296, 3.1: two SPIs, the next payload, version 1.0 or 2.0. */
function isIke(bytes: Uint8Array): boolean {
  return bytes.length >= 28 && (bytes[17] === 0x10 || bytes[17] === 0x20);
}

/** A long header (RFC 9000, 17.2; versions of RFC 9369, of drafts, of Google and of Facebook), or Google's first one. */
function isQuic(bytes: Uint8Array): boolean {
  const at = (bytes[0] & 0x80) !== 0 ? 1 : 9;
  const version = toLatin1(bytes.subarray(at, at + 4));
  if (/^[QT]\d\d\d$/.test(version)) return bytes.length > 20;
  if (at !== 1 || (bytes[0] & 0x40) === 0 || bytes.length < 21) return false;
  const hex = version
    .split("")
    .map((c) => c.charCodeAt(0).toString(16).padStart(2, "0"))
    .join("");
  return /^(?:00000001|6b3343cf|709a50c4|ff0000..|ff0[12]00..|faceb00.|.a.a.a.a)$/.test(hex);
}

function isOpenVpn(bytes: Uint8Array): boolean {
  const opcode = bytes[0] >> 3;
  return opcode >= OPENVPN.first && opcode <= OPENVPN.last && bytes.length >= 14;
}
