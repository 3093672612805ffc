/** Content of a frame, by its link type (IETF draft-ietf-opsawg-pcaplinktype). */
import type { Channel, Observer } from "../../../sim/tape/tape.ts";
import type { BlindKind } from "../../judge/read/understood.ts";
import { hciPacket, leFrame } from "./bluetooth.ts";
import { air, avs, prism, radiotap } from "./ieee80211.ts";
import { viewOf } from "./packet.ts";
import { usbmon, usbPcap } from "./usb.ts";

interface Seen {
  readonly bytes: Uint8Array;
  /** Who could see the frame. */
  readonly observer: Observer;
}

/** Every frame comes to one of these: there is no way to drop it. */
export type Carried =
  /** A packet of the Internet protocol. */
  | (Seen & { readonly kind: "ip" })
  /** Content that is searched as it stands; `management`: of 802.11. */
  | (Seen & { readonly kind: "content" | "management"; readonly channel: Channel })
  /** Part of a value that others continue, on the thread of this name. */
  | (Seen & { readonly kind: "piece"; readonly channel: Channel; readonly thread: string })
  /** An encrypted 802.11 frame: from its header on. */
  | (Seen & { readonly kind: "sealed"; readonly channel: Channel })
  /** Reading stops here. */
  | (Seen & {
      readonly kind: "blind";
      readonly channel: Channel;
      readonly spot: BlindKind;
      readonly detail: string | null;
    });

export type CarriedList = readonly [Carried, ...Carried[]];

/** State that frames of one capture share. */
export interface LinkState {
  /** Bluetooth LE connections, by access address, that have switched encryption on. */
  readonly sealed: Set<number>;
  /** First parts of L2CAP packets, by connection. */
  readonly parts: Map<string, Uint8Array>;
}

const LINK = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  rawBsd: 12,
  rawOpenBsd: 14,
  pppHdlc: 50,
  pppoe: 51,
  raw: 101,
  ciscoHdlc: 104,
  ieee80211: 105,
  loop: 108,
  linuxCooked: 113,
  prism: 119,
  radiotap: 127,
  avs: 163,
  pppWithDirection: 166,
  bluetoothH4: 187,
  usbLinux: 189,
  ppi: 192,
  ieee802154: 195,
  bluetoothH4WithDirection: 201,
  usbLinuxMapped: 220,
  ipv4: 228,
  ipv6: 229,
  ieee802154WithoutChecksum: 230,
  nflog: 239,
  usbPcap: 249,
  bluetoothLe: 251,
  bluetoothMonitor: 254,
  bluetoothLeWithHeader: 256,
  pktap: 258,
  nordicBle: 272,
  linuxCooked2: 276,
} as const;

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
/** Frames in frames, at most. */
const MAX_NESTING = 8;

export function carriedBy(linkType: number, frame: Uint8Array, state: LinkState, depth = 0): CarriedList {
  if (depth > MAX_NESTING) return blind(frame, "tunnel", "nested too deep");
  switch (linkType) {
    case LINK.ethernet:
      return ethernet(frame);
    case LINK.null:
    case LINK.loop:
      return network(frame.subarray(4));
    case LINK.raw:
    case LINK.rawBsd:
    case LINK.rawOpenBsd:
    case LINK.ipv4:
    case LINK.ipv6:
      return network(frame);
    case LINK.linuxCooked:
      return typed(u16(frame, 14), frame.subarray(16));
    case LINK.linuxCooked2:
      return typed(u16(frame, 0), frame.subarray(20));
    case LINK.ciscoHdlc:
      return typed(u16(frame, 2), frame.subarray(4));
    case LINK.ppp:
    case LINK.pppHdlc:
      return ppp(frame);
    case LINK.pppWithDirection:
      return ppp(frame.subarray(1));
    case LINK.pppoe:
      return ppp(frame.subarray(6));
    case LINK.nflog:
      return nflog(frame);
    case LINK.pktap:
      return pktap(frame, state, depth);
    case LINK.ppi:
      return frame.length < 8
        ? blind(frame, "broken", "PPI")
        : carriedBy(
            viewOf(frame).getUint32(4, true),
            frame.subarray(viewOf(frame).getUint16(2, true)),
            state,
            depth + 1,
          );
    case LINK.ieee80211:
      return air(frame);
    case LINK.radiotap:
      return radiotap(frame);
    case LINK.prism:
      return prism(frame);
    case LINK.avs:
      return avs(frame);
    case LINK.bluetoothH4:
      return hciPacket(frame, state);
    case LINK.bluetoothH4WithDirection:
      return hciPacket(frame.subarray(4), state, `${frame[3] ?? 0}`);
    case LINK.bluetoothMonitor:
      return hciPacket(monitored(frame), state, `${u16(frame, 2)}`);
    case LINK.bluetoothLe:
      return leFrame(frame, state);
    case LINK.bluetoothLeWithHeader:
      return leFrame(frame.subarray(10), state);
    case LINK.nordicBle:
      return leFrame(withoutNordicHeader(frame), state);
    case LINK.usbLinux:
      return usbmon(frame, 48);
    case LINK.usbLinuxMapped:
      return usbmon(frame, 64);
    case LINK.usbPcap:
      return usbPcap(frame);
    case LINK.ieee802154:
    case LINK.ieee802154WithoutChecksum:
      // IEEE 802.15.4-2020, 7.2.2: bit 3 says that the frame is secured.
      return (frame[0] & 8) !== 0
        ? [
            {
              kind: "blind",
              spot: "opaque",
              detail: "IEEE 802.15.4",
              bytes: frame,
              observer: "air",
              channel: "wifi",
            },
          ]
        : [{ kind: "content", bytes: frame, observer: "air", channel: "wifi" }];
    default:
      return blind(frame, "link", `link type ${linkType}`);
  }
}

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
      return content(inside);
  }
}

/** IEEE 802.2, with the extension for types of Ethernet (IEEE 802-2014, 9). */
export function logicalLink(bytes: Uint8Array, depth = 0): CarriedList {
  const hasSnap = bytes[0] === 0xaa && bytes[1] === 0xaa && bytes[2] === 3;
  if (!hasSnap) return bytes[0] === 6 && bytes[1] === 6 ? network(bytes.subarray(3)) : content(bytes);
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

/** Attributes, each with length and type, on multiples of four (linux/netfilter/nfnetlink_log.h): 9 is the packet. */
function nflog(frame: Uint8Array): CarriedList {
  const view = viewOf(frame);
  for (let at = 4; at + 4 <= frame.length; ) {
    const length = view.getUint16(at, true);
    if (length < 4) break;
    if (view.getUint16(at + 2, true) === 9) return network(frame.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return blind(frame, "broken", "NFLOG");
}

/** Apple's header (bsd/net/pktap.h of XNU): its length, and the link type of what follows. */
function pktap(frame: Uint8Array, state: LinkState, depth: number): CarriedList {
  if (frame.length < 12) return blind(frame, "broken", "PKTAP");
  const view = viewOf(frame);
  return carriedBy(view.getUint32(8, true), frame.subarray(view.getUint32(0, true)), state, depth + 1);
}

/** Type of an H4 packet for each opcode of Linux's Bluetooth monitor (bluez, monitor/bt.h): 2 to 7. */
const MONITOR = [0, 0, 1, 4, 2, 2, 3, 3];

function monitored(frame: Uint8Array): Uint8Array {
  return Uint8Array.of(MONITOR[u16(frame, 2)] ?? 0, ...frame.subarray(4));
}

/** Header of nRF Sniffer for Bluetooth LE, versions 2 and 3: seven bytes, ten of the packet's; a byte is put in behind the LE header. */
function withoutNordicHeader(frame: Uint8Array): Uint8Array {
  const packet = frame.subarray(17);
  return Uint8Array.of(...packet.subarray(0, 6), ...packet.subarray(7));
}

/** Whether it is IP is seen from its version. */
export function network(bytes: Uint8Array): CarriedList {
  const version = (bytes[0] ?? 0) >> 4;
  return version === 4 || version === 6
    ? [{ kind: "ip", bytes, observer: "network" }]
    : blind(bytes, "broken", "IP");
}

function content(bytes: Uint8Array): CarriedList {
  return [{ kind: "content", bytes, observer: "network", channel: "tcp" }];
}

export function blind(bytes: Uint8Array, spot: BlindKind, detail: string | null): CarriedList {
  return [{ kind: "blind", spot, detail, bytes, observer: "network", channel: "tcp" }];
}

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
