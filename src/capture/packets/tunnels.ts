/** Packets and frames inside of others: by the number of an IP protocol, and by ports of UDP. */

import { u16 } from "../../../sim/tape/bytes.ts";
import { blind, type CarriedList, network } from "./carried.ts";
import { ethernet, mpls, ppp, typed } from "./ethernet.ts";
import { air, onAir, radiotap } from "./ieee80211.ts";

/** As IANA numbers them. */
const PROTOCOL = { ipv4: 4, ipv6: 41, gre: 47, etherIp: 97, l2tp: 115, mpls: 137 };

/** Content of an IP packet that is a tunnel; null for what is none. */
export function tunnelInIp(protocol: number, bytes: Uint8Array): CarriedList | null {
  switch (protocol) {
    case PROTOCOL.ipv4:
    case PROTOCOL.ipv6:
      return network(bytes);
    case PROTOCOL.gre:
      return gre(bytes);
    case PROTOCOL.etherIp:
      return ethernet(bytes.subarray(2));
    case PROTOCOL.mpls:
      return mpls(bytes);
    case PROTOCOL.l2tp:
      return blind(bytes, "tunnel", "L2TPv3");
    default:
      return null;
  }
}

const GRE = { checksum: 0x8000, key: 0x2000, sequence: 0x1000, acknowledged: 0x80, version: 7 };
const CARRIES = { ppp: 0x880b, erspan2: 0x88be, erspan3: 0x22eb };

/** RFC 2784, 2890 and 2637; ERSPAN (draft-foschiano-erspan). */
function gre(bytes: Uint8Array): CarriedList {
  const flags = u16(bytes, 0);
  const type = u16(bytes, 2);
  let at = 4;
  for (const flag of [GRE.checksum, GRE.key, GRE.sequence]) if ((flags & flag) !== 0) at += 4;
  if ((flags & GRE.version) === 1 && (flags & GRE.acknowledged) !== 0) at += 4;
  const inside = bytes.subarray(at);
  switch (type) {
    case CARRIES.ppp:
      return ppp(inside);
    case CARRIES.erspan2:
      // Without a sequence number it is ERSPAN's first version, which has no header.
      return ethernet((flags & GRE.sequence) !== 0 ? inside.subarray(8) : inside);
    case CARRIES.erspan3:
      return ethernet(inside.subarray(12 + ((inside[11] & 1) !== 0 ? 8 : 0)));
    default:
      return typed(type, inside);
  }
}

const PORT = {
  l2tp: 1701,
  gtp: 2152,
  vxlan: [4789, 8472],
  vxlanGpe: 4790,
  geneve: 6081,
  mpls: 6635,
  tzsp: 37_008,
};

/** Content of a datagram that is a tunnel; null for what is none, or does not look like it. */
export function tunnelInUdp(ports: readonly number[], bytes: Uint8Array): CarriedList | null {
  const port = ports[1];
  if (PORT.vxlan.includes(port))
    return (bytes[0] & 0xf7) === 0 && bytes.length > 22 ? ethernet(bytes.subarray(8)) : null;
  switch (port) {
    case PORT.vxlanGpe:
      return blind(bytes, "tunnel", "VXLAN-GPE");
    case PORT.geneve:
      return geneve(bytes);
    case PORT.mpls:
      return mpls(bytes);
    case PORT.tzsp:
      return tzsp(bytes);
    case PORT.gtp:
      return gtp(bytes);
    case PORT.l2tp:
      return l2tp(bytes);
    default:
      return null;
  }
}

/** RFC 8926, 3.4. */
function geneve(bytes: Uint8Array): CarriedList | null {
  if (bytes[0] >> 6 !== 0 || bytes.length < 8) return null;
  return typed(u16(bytes, 2), bytes.subarray(8 + 4 * (bytes[0] & 0x3f)));
}

const TZSP = { padding: 0, end: 1, ethernet: 1, wifi: 18, radiotap: 127 };

/** TaZmen Sniffer Protocol, as Wireshark reads it (epan/dissectors/packet-tzsp.c): a header, tags, the frame. */
function tzsp(bytes: Uint8Array): CarriedList | null {
  if (bytes[0] !== 1) return null;
  let at = 4;
  while (at < bytes.length && bytes[at] !== TZSP.end)
    at += bytes[at] === TZSP.padding ? 1 : 2 + (bytes[at + 1] ?? 0);
  const inside = bytes.subarray(at + 1);
  const kind = u16(bytes, 2);
  if (kind === TZSP.ethernet) return ethernet(inside);
  if (kind === TZSP.wifi) return onAir(air(inside));
  return kind === TZSP.radiotap ? radiotap(inside) : blind(inside, "tunnel", "TZSP");
}

/** 3GPP TS 29.281, 5.1: user data, perhaps behind further headers. */
function gtp(bytes: Uint8Array): CarriedList | null {
  if (bytes[0] >> 4 !== 3 || bytes[1] !== 255) return null;
  let at = 8;
  if ((bytes[0] & 7) !== 0) {
    at = 12;
    for (
      let next = (bytes[0] & 4) !== 0 ? bytes[11] : 0;
      next !== 0 && at < bytes.length && bytes[at] > 0;
    ) {
      at += 4 * bytes[at];
      next = bytes[at - 1] ?? 0;
    }
  }
  return network(bytes.subarray(at));
}

const L2TP = { control: 0x8000, length: 0x4000, sequence: 0x0800, offset: 0x0200 };

/** RFC 2661, 3.1. */
function l2tp(bytes: Uint8Array): CarriedList | null {
  const flags = u16(bytes, 0);
  if ((flags & 15) === 3) return blind(bytes, "tunnel", "L2TPv3");
  if ((flags & 15) !== 2 || (flags & L2TP.control) !== 0) return null;
  let at = 6;
  if ((flags & L2TP.length) !== 0) at += 2;
  if ((flags & L2TP.sequence) !== 0) at += 4;
  if ((flags & L2TP.offset) !== 0) at += 2 + u16(bytes, at);
  return ppp(bytes.subarray(at));
}
