/** Frames of 802.11 (IEEE 802.11-2020, 9.2 and 9.3), with the headers that recorders put before them. */
import { concat, u16 } from "../../../sim/tape/bytes.ts";
import { blind, type Carried, type CarriedList } from "./carried.ts";
import { logicalLink } from "./ethernet.ts";
import { viewOf } from "./packet.ts";

const TYPE = { management: 0, control: 1, data: 2 };
const FLAG = { toSystem: 1, fromSystem: 2, moreParts: 4, protected: 0x40, order: 0x80 };
const SUBTYPE = { noData: 0x40, quality: 0x80 };
const HEADER_BYTES = 24;
/** Logical link of a message of a handshake (IEEE 802.1X). */
const HANDSHAKE = [0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e];

export interface AirOptions {
  /** The header is filled up to a multiple of four. */
  readonly isPadded: boolean;
}

export function air(frame: Uint8Array, { isPadded }: AirOptions = { isPadded: false }): CarriedList {
  const common = { observer: "air", channel: "wifi" } as const;
  const [control = 0, flags = 0] = frame;
  const type = (control >> 2) & 3;
  const isSealed = (flags & FLAG.protected) !== 0;
  if (isSealed && type !== TYPE.control)
    return [{ kind: "sealed", bytes: isPadded ? unpadded(frame) : frame, ...common }];
  if (type === TYPE.management) return [{ kind: "management", bytes: frame, ...common }];
  if (type !== TYPE.data || (control & SUBTYPE.noData) !== 0)
    return [{ kind: "content", bytes: frame, ...common }];
  const { length, isAggregate } = headerOf(frame);
  const start = isPadded ? (length + 3) & ~3 : length;
  const body = frame.subarray(start);
  if (isInParts(frame)) return [{ kind: "blind", spot: "parts", detail: null, bytes: body, ...common }];
  if (HANDSHAKE.every((byte, i) => body[i] === byte))
    return [{ kind: "handshake", bytes: frame, start, ...common }];
  return onAir(inData(body, isAggregate));
}

/** Packets in the content of a data frame that was sealed. */
export function inOpened(frame: Uint8Array, body: Uint8Array): CarriedList {
  const { isAggregate } = headerOf(frame);
  if (!isInParts(frame)) return inData(body, isAggregate);
  return [{ kind: "blind", spot: "parts", detail: null, bytes: body, observer: "air", channel: "wifi" }];
}

function inData(body: Uint8Array, isAggregate: boolean): CarriedList {
  return isAggregate ? aggregated(body) : logicalLink(body);
}

/** Fragment of a frame, which goes on in others or began in others (10.4). */
function isInParts(frame: Uint8Array): boolean {
  return (frame[1] & FLAG.moreParts) !== 0 || (frame[22] & 15) !== 0;
}

function unpadded(frame: Uint8Array): Uint8Array {
  const { length } = headerOf(frame);
  return concat(frame.subarray(0, length), frame.subarray((length + 3) & ~3));
}

/** Length of a data frame's header, and whether it holds several frames. */
export function headerOf(frame: Uint8Array): { readonly length: number; readonly isAggregate: boolean } {
  const [control = 0, flags = 0] = frame;
  const isRelayed = (flags & (FLAG.toSystem | FLAG.fromSystem)) === 3;
  const hasQuality = (control & SUBTYPE.quality) !== 0;
  const qualityAt = HEADER_BYTES + (isRelayed ? 6 : 0);
  let length = qualityAt;
  if (hasQuality) length += (flags & FLAG.order) !== 0 ? 6 : 2;
  // A mesh has its own header in front of the content (9.2.4.8.3).
  if (hasQuality && isRelayed && (frame[qualityAt + 1] & 1) !== 0) length += 6 + 6 * (frame[length] & 3);
  return { length, isAggregate: hasQuality && (frame[qualityAt] & 0x80) !== 0 };
}

/** A-MSDU (9.3.2.2.2): addresses, length and content of each, on multiples of four. */
export function aggregated(body: Uint8Array): CarriedList {
  const carried: Carried[] = [];
  for (let at = 0; at + 14 <= body.length; ) {
    const length = u16(body, at + 12);
    carried.push(...logicalLink(body.subarray(at + 14, at + 14 + length)));
    at += (14 + length + 3) & ~3;
  }
  const [first, ...others] = carried;
  return first === undefined ? logicalLink(body) : [first, ...others];
}

/** Whoever is near sees what is on the air. */
export function onAir(list: CarriedList): CarriedList {
  const seen = (carried: Carried): Carried =>
    carried.kind === "ip"
      ? { ...carried, observer: "air" }
      : { ...carried, observer: "air", channel: "wifi" };
  const [first, ...others] = list;
  return [seen(first), ...others.map(seen)];
}

const RADIOTAP = { time: 1, flags: 2, more: 0x8000_0000 };
const PADDED = 0x20;

/** Radiotap (radiotap.org): length, which fields there are, and the fields. */
export function radiotap(frame: Uint8Array): CarriedList {
  if (frame.length < 8) return blind(frame, "broken", "radiotap");
  const view = viewOf(frame);
  const length = view.getUint16(2, true);
  if (length > frame.length) return blind(frame, "broken", "radiotap");
  const present = view.getUint32(4, true);
  let at = 8;
  for (let word = present; (word & RADIOTAP.more) !== 0 && at + 4 <= frame.length; at += 4)
    word = view.getUint32(at, true);
  if ((present & RADIOTAP.time) !== 0) at = ((at + 7) & ~7) + 8;
  const flags = (present & RADIOTAP.flags) !== 0 ? (frame[at] ?? 0) : 0;
  return air(frame.subarray(length), { isPadded: (flags & PADDED) !== 0 });
}

const PRISM_HEADER_BYTES = 144;

/** Of wlan-ng's drivers; some write the header of AVS under the same link type. */
export function prism(frame: Uint8Array): CarriedList {
  const isAvs = frame[0] === 0x80 && frame[1] === 0x21;
  if (isAvs) return avs(frame);
  return frame.length < PRISM_HEADER_BYTES
    ? blind(frame, "broken", "Prism")
    : air(frame.subarray(PRISM_HEADER_BYTES));
}

export function avs(frame: Uint8Array): CarriedList {
  const length = frame.length < 8 ? Number.POSITIVE_INFINITY : viewOf(frame).getUint32(4);
  return length > frame.length ? blind(frame, "broken", "AVS") : air(frame.subarray(length));
}
