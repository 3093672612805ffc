/** What a frame carries, by its link type (IETF draft-ietf-opsawg-pcaplinktype). */
import type { Channel, Observer } from "../../../sim/tape/tape.ts";
import { viewOf } from "./packet.ts";

export interface Carried {
  /** `ip`: a packet of the Internet protocol; `management`: of 802.11; `sealed`: 802.11 that is encrypted. */
  readonly kind: "ip" | "management" | "sealed" | "other";
  readonly bytes: Uint8Array;
  /** Who could see the frame. */
  readonly observer: Observer;
  /** What it is where it is nothing more specific. */
  readonly channel: Channel;
}

const LINK = {
  null: 0,
  ethernet: 1,
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  linuxCooked2: 276,
  ipv4: 228,
  ipv6: 229,
  ieee80211: 105,
  prism: 119,
  radiotap: 127,
  ppi: 192,
} as const;
/** Bluetooth (H4, with direction, monitor, LE, LE with header) and IEEE 802.15.4. */
const RADIO: readonly number[] = [187, 201, 254, 251, 256, 195, 230, 283];
/** USB in its kinds, and a serial line. */
const CABLE: readonly number[] = [186, 189, 220, 249, 266, 50];

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, vlan: [0x8100, 0x88a8, 0x9100], pppoe: 0x8864 };
const PPP = { ipv4: 0x0021, ipv6: 0x0057 };
const PRISM_HEADER_BYTES = 144;

export function carriedBy(linkType: number, frame: Uint8Array): Carried {
  switch (linkType) {
    case LINK.ethernet:
      return ethernet(frame, 12);
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
      return ethernet(frame, 14);
    case LINK.linuxCooked2:
      return typed(u16(frame, 0), frame.subarray(20));
    case LINK.ieee80211:
      return air(frame);
    case LINK.radiotap:
    case LINK.ppi:
      return air(frame.subarray(frame.length < 4 ? frame.length : viewOf(frame).getUint16(2, true)));
    case LINK.prism:
      return air(frame.subarray(PRISM_HEADER_BYTES));
  }
  if (RADIO.includes(linkType)) return { kind: "other", bytes: frame, observer: "air", channel: "wifi" };
  if (CABLE.includes(linkType)) return { kind: "other", bytes: frame, observer: "cable", channel: "serial" };
  return other(frame);
}

/** Ends with the type of what follows at `typeAt`, perhaps after tags of virtual networks. */
function ethernet(frame: Uint8Array, typeAt: number): Carried {
  let at = typeAt;
  while (ETHERTYPE.vlan.includes(u16(frame, at))) at += 4;
  return typed(u16(frame, at), frame.subarray(at + 2));
}

function typed(type: number, content: Uint8Array): Carried {
  if (type === ETHERTYPE.ipv4 || type === ETHERTYPE.ipv6) return network(content);
  // RFC 2516: a header of six bytes, and the protocol that is carried.
  if (type === ETHERTYPE.pppoe && [PPP.ipv4, PPP.ipv6].includes(u16(content, 6)))
    return network(content.subarray(8));
  return other(content);
}

/** Whether it is IP is seen from its version. */
function network(bytes: Uint8Array): Carried {
  const version = (bytes[0] ?? 0) >> 4;
  return version === 4 || version === 6
    ? { kind: "ip", bytes, observer: "network", channel: "tcp" }
    : other(bytes);
}

function other(bytes: Uint8Array): Carried {
  return { kind: "other", bytes, observer: "network", channel: "tcp" };
}

/** IEEE 802.11-2020, 9.2: type, flags, addresses; in data frames what 802.2 says of what follows. */
function air(frame: Uint8Array): Carried {
  const common = { bytes: frame, observer: "air", channel: "wifi" } as const;
  const [control = 0, flags = 0] = frame;
  const type = (control >> 2) & 3;
  if (type === 0) return { kind: "management", ...common };
  if (type !== 2) return { kind: "other", ...common };
  if ((flags & 0x40) !== 0) return { kind: "sealed", ...common };
  const isRelayed = (flags & 0x03) === 0x03;
  const hasQuality = (control & 0x80) !== 0;
  const content = frame.subarray(24 + (isRelayed ? 6 : 0) + (hasQuality ? 2 : 0));
  const hasSnap = content[0] === 0xaa && content[1] === 0xaa && content[2] === 3;
  const inside = hasSnap ? typed(u16(content, 6), content.subarray(8)) : other(content);
  return inside.kind === "ip" ? { ...inside, observer: "air" } : { kind: "other", ...common };
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
