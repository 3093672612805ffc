/** Content of a frame, by its link type (IETF draft-ietf-opsawg-pcaplinktype). */
import { u16 } from "../../../sim/tape/bytes.ts";
import { hciPacket, leFrame, leWithHeader } from "./bluetooth.ts";
import { blind, type CarriedList, type LinkState, MAX_NESTING, network } from "./carried.ts";
import { ethernet, ppp, typed } from "./ethernet.ts";
import { air, avs, prism, radiotap } from "./ieee80211.ts";
import { ieee802154 } from "./ieee802154.ts";
import { viewOf } from "./packet.ts";
import { usbmon, usbPcap } from "./usb.ts";

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
      return ppi(frame, state, depth);
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
      return leWithHeader(frame, state);
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
      return ieee802154(frame);
    default:
      return blind(frame, "link", `link type ${linkType}`);
  }
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

/** Per-packet information (CACE Technologies): length of its header, and the link type of what follows. */
function ppi(frame: Uint8Array, state: LinkState, depth: number): CarriedList {
  if (frame.length < 8) return blind(frame, "broken", "PPI");
  const view = viewOf(frame);
  const length = view.getUint16(2, true);
  if (length > frame.length) return blind(frame, "broken", "PPI");
  return carriedBy(view.getUint32(4, true), frame.subarray(length), state, depth + 1);
}

/** Apple's header (bsd/net/pktap.h of XNU): its length, and the link type of what follows. */
function pktap(frame: Uint8Array, state: LinkState, depth: number): CarriedList {
  if (frame.length < 12) return blind(frame, "broken", "PKTAP");
  const view = viewOf(frame);
  const length = view.getUint32(0, true);
  if (length > frame.length) return blind(frame, "broken", "PKTAP");
  return carriedBy(view.getUint32(8, true), frame.subarray(length), state, depth + 1);
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
