/** IPv4 packets (RFC 791) with UDP (RFC 768) or TCP (RFC 9293) in them, bare or in Ethernet frames. */

import { concat } from "../tape/bytes.ts";

/** One end of a conversation. */
export interface Endpoint {
  /** IPv4, four bytes. */
  readonly address: Uint8Array;
  readonly port: number;
  /** Six bytes: its own, or of the router on the way to it. */
  readonly mac: Uint8Array;
}

export interface Route {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Tells the sender's packets apart (RFC 6864). */
  readonly id: number;
}

export interface TcpFields {
  readonly sequence: number;
  readonly acknowledged: number;
  /** {@link TCP_FLAG}s, added. */
  readonly flags: number;
}

export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, push: 0x08, ack: 0x10 } as const;
/** Most payload that fits one Ethernet frame. */
export const MAX_SEGMENT_BYTES = 1460;

const ETHERTYPE_IPV4 = [0x08, 0x00];
const PROTOCOL = { tcp: 6, udp: 17 };
const IPV4_HEADER_BYTES = 20;
const TIME_TO_LIVE = 64;
const DONT_FRAGMENT = 0x4000;
const WINDOW_BYTES = 0xffff;

export function udpPacket(route: Route, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint16(0, route.from.port);
  view.setUint16(2, route.to.port);
  view.setUint16(4, header.length + payload.length);
  const datagram = concat(header, payload);
  // A checksum of zero would say that there is none (RFC 768).
  setUint16(datagram, 6, transportChecksum(route, PROTOCOL.udp, datagram) || 0xffff);
  return frame(route, ipv4(route, PROTOCOL.udp, datagram));
}

export function tcpPacket(route: Route, fields: TcpFields, payload: Uint8Array): Uint8Array {
  return frame(route, bareTcpPacket(route, fields, payload));
}

/** Without a link layer's header. */
export function bareTcpPacket(route: Route, fields: TcpFields, payload: Uint8Array): Uint8Array {
  // Option 2, maximum segment size, in the packets that open a connection.
  const opens = (fields.flags & TCP_FLAG.syn) !== 0;
  const options = opens ? [2, 4, MAX_SEGMENT_BYTES >> 8, MAX_SEGMENT_BYTES & 0xff] : [];
  const header = new Uint8Array(20 + options.length);
  const view = new DataView(header.buffer);
  view.setUint16(0, route.from.port);
  view.setUint16(2, route.to.port);
  view.setUint32(4, fields.sequence);
  view.setUint32(8, fields.acknowledged);
  view.setUint8(12, (header.length / 4) << 4);
  view.setUint8(13, fields.flags);
  view.setUint16(14, WINDOW_BYTES);
  header.set(options, 20);
  const segment = concat(header, payload);
  setUint16(segment, 16, transportChecksum(route, PROTOCOL.tcp, segment));
  return ipv4(route, PROTOCOL.tcp, segment);
}

function frame({ from, to }: Route, packet: Uint8Array): Uint8Array {
  return concat(to.mac, from.mac, Uint8Array.from(ETHERTYPE_IPV4), packet);
}

function ipv4(route: Route, protocol: number, content: Uint8Array): Uint8Array {
  const header = new Uint8Array(IPV4_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, header.length + content.length);
  view.setUint16(4, route.id & 0xffff);
  view.setUint16(6, DONT_FRAGMENT);
  view.setUint8(8, TIME_TO_LIVE);
  view.setUint8(9, protocol);
  header.set(route.from.address, 12);
  header.set(route.to.address, 16);
  view.setUint16(10, checksum(header));
  return concat(header, content);
}

/** Over a header that names both ends, and the content (RFC 768; RFC 9293, 3.1). */
function transportChecksum({ from, to }: Route, protocol: number, content: Uint8Array): number {
  const length = Uint8Array.of(0, protocol, content.length >> 8, content.length & 0xff);
  return checksum(concat(from.address, to.address, length, content));
}

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function setUint16(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer).setUint16(at, value);
}
