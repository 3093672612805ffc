/** Captures for tests, made packet by packet: what a recorder would write. */

import { type Endpoint, TCP_FLAG, tcpPacket, udpPacket } from "../../sim/net/ip-packet.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { searchPackets } from "../../src/capture/packets/search-packets.ts";
import { Search } from "../../src/capture/search.ts";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../src/report/pcapng-block.ts";
import { SECRETS } from "./known-secrets.ts";
import { UNPACKERS } from "./unpackers.ts";

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
export const DEVICE: Endpoint = { address: Uint8Array.of(192, 168, 1, 42), port: 50_000, mac: MAC };
export const SERVER: Endpoint = { address: Uint8Array.of(203, 0, 113, 7), port: 8080, mac: MAC };
const ETHERNET_BYTES = 14;

/** An Ethernet frame from the device, whose first byte of all has the number 1000. */
export function segment(
  at: number,
  payload: string | Uint8Array,
  flags: number = TCP_FLAG.ack,
  server = SERVER,
): Uint8Array {
  const bytes = typeof payload === "string" ? toBytes(payload) : payload;
  const fields = { sequence: (1000 + at) >>> 0, acknowledged: 1, flags };
  return tcpPacket({ from: DEVICE, to: server, id: at & 0xffff }, fields, bytes);
}

export function syn(server = SERVER): Uint8Array {
  return tcpPacket(
    { from: DEVICE, to: server, id: 0 },
    { sequence: 999, acknowledged: 0, flags: TCP_FLAG.syn },
    new Uint8Array(),
  );
}

/** From the server, which acknowledges all before `to` and says something. */
export function ack(to: number, said = ""): Uint8Array {
  const fields = { sequence: 1, acknowledged: 1000 + to, flags: TCP_FLAG.ack };
  return tcpPacket({ from: SERVER, to: DEVICE, id: 0 }, fields, toBytes(said));
}

export function datagram(port: number, payload: Uint8Array): Uint8Array {
  return udpPacket({ from: DEVICE, to: { ...SERVER, port }, id: 7 }, payload);
}

export function datagramFrom(port: number, to: number, payload: Uint8Array): Uint8Array {
  return udpPacket({ from: { ...DEVICE, port }, to: { ...SERVER, port: to }, id: 7 }, payload);
}

/** The IP packet in an Ethernet frame. */
export function inside(frame: Uint8Array): Uint8Array {
  return frame.subarray(ETHERNET_BYTES);
}

/** The same frame with a wrong sum over what TCP carries. */
export function damaged(frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  copy[ETHERNET_BYTES + 20 + 16] ^= 0xff;
  return copy;
}

const IPV6_HEADER = Uint8Array.from([0x60, 0, 0, 0, 0, 0, 6, 64, ...address6(1), ...address6(0xc1)]);
const FRAGMENT_HEADER = 44;

/** The same TCP segment in an IPv6 packet; in two parts when `splitAt` is given. Sums are left as they are. */
export function ipv6(frame: Uint8Array, splitAt?: number): Uint8Array[] {
  const tcp = inside(frame).subarray(20);
  const packet = (next: number, content: Uint8Array) => {
    const header = IPV6_HEADER.slice();
    new DataView(header.buffer).setUint16(4, content.length);
    header[6] = next;
    return concat(header, content);
  };
  if (splitAt === undefined) return [packet(6, tcp)];
  const part = (at: number, bytes: Uint8Array, more: number) =>
    packet(FRAGMENT_HEADER, concat(Uint8Array.of(6, 0, at >> 8, (at & 0xf8) | more, 0, 0, 0, 9), bytes));
  return [part(0, tcp.subarray(0, splitAt), 1), part(splitAt, tcp.subarray(splitAt), 0)];
}

/** An IPv4 packet in two parts, the second one first. */
export function fragments(frame: Uint8Array, splitAt: number): Uint8Array[] {
  const packet = inside(frame);
  const part = (from: number, to: number, flags: number) => {
    const bytes = concat(packet.subarray(0, 20), packet.subarray(20 + from, 20 + to));
    const view = new DataView(bytes.buffer);
    view.setUint16(2, bytes.length);
    view.setUint16(6, flags | (from / 8));
    return bytes;
  };
  return [part(splitAt, packet.length - 20, 0), part(0, splitAt, 0x2000)];
}

function address6(last: number): number[] {
  return [0x20, 0x01, 0x0d, 0xb8, ...new Array(11).fill(0), last];
}

/** Link type of Ethernet. */
const ETHERNET = 1;

/** A pcapng file with a packet each millisecond. */
export function pcapngOf(frames: readonly Uint8Array[], linkType = ETHERNET): Uint8Array {
  const packets = frames.map((frame, i) => enhancedPacket(0, 1_700_000_000_000_000 + 1000 * i, frame));
  return concat(sectionHeader("a test"), interfaceDescription(linkType, "eth0"), ...packets);
}

/** The same pcapng file with keys of TLS in it (IETF draft-ietf-opsawg-pcapng, "Decryption Secrets Block"). */
export function carryingKeys(capture: Uint8Array, keys: Uint8Array): Uint8Array {
  const padded = concat(keys, new Uint8Array((4 - (keys.length % 4)) % 4));
  const sizeBytes = 20 + padded.length;
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const block = concat(words(10, sizeBytes, 0x544c534b, keys.length), padded, words(sizeBytes));
  const first = new DataView(capture.buffer, capture.byteOffset).getUint32(4, true);
  return concat(capture.subarray(0, first), block, capture.subarray(first));
}

export interface PcapOptions {
  readonly isLittle?: boolean;
  readonly isNanos?: boolean;
  /** With a longer header of each packet, as an old libpcap wrote it. */
  readonly isModified?: boolean;
  readonly linkType?: number;
}

/** A pcap file with the same. */
export function pcapOf(frames: readonly Uint8Array[], options: PcapOptions = {}): Uint8Array {
  const { isLittle = true, isNanos = false, isModified = false, linkType = ETHERNET } = options;
  const words = (...values: number[]) => {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of values.entries()) view.setUint32(4 * i, value, isLittle);
    return bytes;
  };
  const version = isLittle ? 0x0004_0002 : 0x0002_0004;
  const records = frames.flatMap((frame, i) => [
    words(1_700_000_000, (isNanos ? 1_000_000 : 1000) * i, frame.length, frame.length),
    isModified ? words(0, 0) : new Uint8Array(),
    frame,
  ]);
  const magic = isModified ? 0xa1b2cd34 : isNanos ? 0xa1b23c4d : 0xa1b2c3d4;
  return concat(words(magic, version, 0, 0, 262_144, linkType), ...records);
}

/** Findings in a capture that is in memory: `secret rule > observer to where`, and what was not seen. */
export async function searched(
  capture: Uint8Array,
  format: "pcap" | "pcapng" = "pcapng",
  search = new Search(SECRETS, nodeScanTools.crypto),
): Promise<{ found: string[]; blindSpots: readonly string[]; durationMicros: number; packets: number }> {
  const pieces = async function* () {
    yield capture;
  };
  const { blindSpots, durationMicros, packets } = await searchPackets({ pieces }, format, search, {
    unpackers: UNPACKERS,
  });
  const found = search
    .results()
    .map(({ finding: f, where }) => `${f.secret} ${f.rule} > ${f.observer} ${f.to ?? "-"} ${where}`);
  return { found, blindSpots, durationMicros, packets };
}
