/** Layers that name what they carry by a type of Ethernet or PPP: each is taken off, down to a packet or a blind spot. */
import { u16 } from "../../../sim/tape/bytes.ts";
import { blind, type CarriedList, content, MAX_NESTING, network, piece } from "./carried.ts";

const ETHERTYPE = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  vlan: [0x8100, 0x88a8, 0x9100, 0x9200],
  pppoe: 0x8864,
  mpls: [0x8847, 0x8848],
  macsec: 0x88e5,
  backbone: 0x88e7,
  vnTag: 0x8926,
  bridged: 0x6558,
};
/** Smaller numbers are lengths (IEEE 802.3, 3.2.6). */
const FIRST_ETHERTYPE = 0x0600;
const PPP = {
  ipv4: 0x0021,
  ipv6: 0x0057,
  encrypted: [0x0053, 0x0055],
  compressed: [0x00fd, 0x00fb],
  multilink: 0x003d,
};

/** Ends with the type of what follows, perhaps after tags of virtual networks. */
export function ethernet(frame: Uint8Array): CarriedList {
  if (frame.length < 14) return content(frame);
  return typed(u16(frame, 12), frame.subarray(14));
}

export function typed(type: number, inside: Uint8Array, depth = 0): CarriedList {
  if (depth > MAX_NESTING) return blind(inside, "tunnel", "nested too deep");
  const next = depth + 1;
  if (type < FIRST_ETHERTYPE) return logicalLink(inside, next);
  if (ETHERTYPE.vlan.includes(type)) return typed(u16(inside, 2), inside.subarray(4), next);
  if (ETHERTYPE.mpls.includes(type)) return mpls(inside, next);
  switch (type) {
    case ETHERTYPE.ipv4:
    case ETHERTYPE.ipv6:
      return network(inside);
    case ETHERTYPE.pppoe:
      return ppp(inside.subarray(6));
    case ETHERTYPE.bridged:
      return ethernet(inside);
    case ETHERTYPE.vnTag:
      return typed(u16(inside, 4), inside.subarray(6), next);
    case ETHERTYPE.backbone:
      // IEEE 802.1ah: flags and service, then a whole frame.
      return typed(u16(inside, 16), inside.subarray(18), next);
    case ETHERTYPE.macsec:
      return macsec(inside, next);
    default:
      return piece(inside, `type ${type}`);
  }
}

/** IEEE 802.2, with the extension for types of Ethernet (IEEE 802-2014, 9). */
export function logicalLink(bytes: Uint8Array, depth = 0): CarriedList {
  const hasSnap = bytes[0] === 0xaa && bytes[1] === 0xaa && bytes[2] === 3;
  if (!hasSnap) return bytes[0] === 6 && bytes[1] === 6 ? network(bytes.subarray(3)) : piece(bytes, "LLC");
  const isBridged = bytes[3] === 0 && bytes[4] === 0x80 && bytes[5] === 0xc2;
  if (isBridged) return ethernet(bytes.subarray(u16(bytes, 6) === 1 ? 10 : 8));
  return typed(u16(bytes, 6), bytes.subarray(8), depth);
}

/** RFC 3032: labels up to the one that says it is the last; what follows does not say what it is. */
export function mpls(bytes: Uint8Array, depth = 0): CarriedList {
  let at = 0;
  while (at + 4 <= bytes.length && (bytes[at + 2] & 1) === 0) at += 4;
  const inside = bytes.subarray(at + 4);
  const version = (inside[0] ?? 0) >> 4;
  if (version === 4 || version === 6) return network(inside);
  // RFC 4448: a control word of zeros may stand before a frame of Ethernet.
  const frame = version === 0 && inside[0] === 0 && inside[1] === 0 ? inside.subarray(4) : inside;
  return depth > MAX_NESTING ? blind(inside, "tunnel", "MPLS") : ethernet(frame);
}

/** IEEE 802.1AE, 9.3: flags and number, eight more bytes where they say so. Encrypted only where the flags say so. */
function macsec(bytes: Uint8Array, depth: number): CarriedList {
  const flags = bytes[0] ?? 0;
  if ((flags & 0x0c) !== 0)
    return [{ kind: "blind", spot: "macsec", detail: null, bytes, observer: "network", channel: "tcp" }];
  const inside = bytes.subarray((flags & 0x20) !== 0 ? 14 : 6);
  return typed(u16(inside, 0), inside.subarray(2), depth);
}

/** RFC 1661 and 1662: address and control may be left out, and the upper half of the protocol. */
export function ppp(bytes: Uint8Array): CarriedList {
  let at = bytes[0] === 0xff && bytes[1] === 3 ? 2 : 0;
  const isShort = ((bytes[at] ?? 0) & 1) === 1;
  const protocol = isShort ? bytes[at] : u16(bytes, at);
  at += isShort ? 1 : 2;
  const inside = bytes.subarray(at);
  if (protocol === PPP.ipv4 || protocol === PPP.ipv6) return network(inside);
  if (protocol === 0x0281 || protocol === 0x0283) return mpls(inside);
  if (PPP.encrypted.includes(protocol)) return blind(inside, "opaque", "PPP");
  if (PPP.compressed.includes(protocol)) return blind(inside, "coding", "PPP");
  if (protocol === PPP.multilink) return blind(inside, "tunnel", "PPP multilink");
  // RFC 1661, 2: from 0x8000 on links and networks are agreed on, which carries no content of others.
  return protocol >= 0x8000 ? content(inside) : blind(inside, "link", `PPP protocol ${protocol}`);
}
