/** Packets in content of an unknown kind: a tunnel that has no reader shows by the header of the packet that it carries. */
import { u16 } from "../../../sim/tape/bytes.ts";
import { type CarriedList, network } from "./carried.ts";

/** Longest header of a tunnel before the packet: a frame with its own, and that of the tunnel. */
const MAX_HEADER_BYTES = 96;
/** Checksums and padding behind the packet; more where a checksum of its own tells the packet: MACsec's, and the frame's. */
const MAX_TRAILER_BYTES = 8;
const MAX_TRAILER_BYTES_IPV4 = 20;
const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
/** Headers that may follow (IANA): options, ICMP, IPv4, TCP, UDP, IPv6, routing, fragment, GRE, ESP, AH, ICMPv6, SCTP. */
const PROTOCOLS = [0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 60, 132];

/** The packet, from its header on; null where none is. */
export function packetWithin(bytes: Uint8Array): CarriedList | null {
  const last = Math.min(MAX_HEADER_BYTES, bytes.length - IPV4_HEADER_BYTES);
  for (let at = 0; at <= last; at++)
    if (isIpv4(bytes, at) || isIpv6(bytes, at)) return network(bytes.subarray(at));
  return null;
}

/** Length and checksum (RFC 791, 3.1) are right: seldom by chance. */
function isIpv4(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] >> 4 !== 4 || !PROTOCOLS.includes(bytes[at + 9])) return false;
  const headerBytes = (bytes[at] & 15) * 4;
  const total = u16(bytes, at + 2);
  if (headerBytes < IPV4_HEADER_BYTES || total <= headerBytes) return false;
  if (!fits(bytes, at + total, MAX_TRAILER_BYTES_IPV4)) return false;
  let sum = 0;
  for (let i = 0; i < headerBytes; i += 2) sum += u16(bytes, at + i);
  return (sum & 0xffff) + (sum >> 16) === 0xffff;
}

/** Length, next header and hops (RFC 8200, 3), which has no checksum. */
function isIpv6(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] >> 4 !== 6 || bytes.length - at < IPV6_HEADER_BYTES) return false;
  const length = u16(bytes, at + 4);
  return (
    length > 0 &&
    fits(bytes, at + IPV6_HEADER_BYTES + length, MAX_TRAILER_BYTES) &&
    PROTOCOLS.includes(bytes[at + 6]) &&
    bytes[at + 7] > 0 &&
    bytes[at + 8] >= 0x20
  );
}

function fits(bytes: Uint8Array, end: number, mostBehind: number): boolean {
  return end <= bytes.length && bytes.length - end <= mostBehind;
}
