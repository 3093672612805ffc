/** Frames of IEEE 802.15.4, with what Zigbee and 6LoWPAN say in them of encryption and of parts. */
import type { Carried, CarriedList } from "./carried.ts";

const TYPE = { beacon: 0, data: 1, command: 3 };
/** Frame control (IEEE 802.15.4-2020, 7.2.2). */
const CONTROL = { secured: 0x0008, samePan: 0x0040, withoutSequence: 0x0100 };
/** Bytes of an address, by its mode: none, reserved, short, long. */
const ADDRESS_BYTES = [0, 0, 2, 8];
/** Zigbee's network layer (Zigbee 05-3474-22, 3.3.1.1): its version, and whether it is secured. */
const ZIGBEE = {
  version: 2,
  secured: 0x0200,
  multicast: 0x0100,
  route: 0x0400,
  target: 0x0800,
  source: 0x1000,
};
/** 6LoWPAN's first bytes (RFC 4944, 5.1 and 5.3; RFC 6282): the first part of a packet, and those that follow. */
const LOWPAN = { firstPart: 0xc0, otherPart: 0xe0, mask: 0xf8 };

export function ieee802154(frame: Uint8Array): CarriedList {
  const control = frame[0] | ((frame[1] ?? 0) << 8);
  if ((control & CONTROL.secured) !== 0) return [sealed(frame, "IEEE 802.15.4")];
  if ((control & 7) !== TYPE.data) return [content(frame)];
  const inside = frame.subarray(headerBytes(control));
  const start = inside[0] & LOWPAN.mask;
  if (start === LOWPAN.firstPart || start === LOWPAN.otherPart)
    return [{ ...content(frame), kind: "blind", spot: "parts", detail: "6LoWPAN" }];
  const network = inside[0] | ((inside[1] ?? 0) << 8);
  const isZigbee = ((network >> 2) & 15) === ZIGBEE.version && (network & 3) <= 1;
  if (isZigbee && (network & ZIGBEE.secured) !== 0) return [sealed(frame, "Zigbee")];
  if (isZigbee && isSecuredAbove(inside, network)) return [sealed(frame, "Zigbee")];
  return [content(frame)];
}

function headerBytes(control: number): number {
  const [target, source] = [(control >> 10) & 3, (control >> 14) & 3];
  const sequence = (control & CONTROL.withoutSequence) !== 0 ? 0 : 1;
  const targetBytes = target === 0 ? 0 : 2 + ADDRESS_BYTES[target];
  const hasPan = (control & CONTROL.samePan) === 0;
  const sourceBytes = source === 0 ? 0 : (hasPan ? 2 : 0) + ADDRESS_BYTES[source];
  return 2 + sequence + targetBytes + sourceBytes;
}

/** Application layer (2.2.5.1): bit 5 of its control says that it is secured. */
function isSecuredAbove(inside: Uint8Array, network: number): boolean {
  if ((network & 3) !== 0) return false;
  let at = 8;
  if ((network & ZIGBEE.target) !== 0) at += 8;
  if ((network & ZIGBEE.source) !== 0) at += 8;
  if ((network & ZIGBEE.multicast) !== 0) at += 1;
  if ((network & ZIGBEE.route) !== 0) at += 2 + 2 * (inside[at] ?? 0);
  return ((inside[at] ?? 0) & 0x20) !== 0;
}

function content(bytes: Uint8Array): Carried & { kind: "content" } {
  return { kind: "content", bytes, observer: "air", channel: "wifi" };
}

function sealed(bytes: Uint8Array, detail: string): Carried {
  return { kind: "blind", spot: "opaque", detail, bytes, observer: "air", channel: "wifi" };
}
