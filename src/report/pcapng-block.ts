/**
 * Blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng, "PCAP Next Generation Capture File Format"), little
 * endian. A file is a section header, a description of each interface, and a block for each packet.
 */

import { concat } from "../../sim/tape/bytes.ts";

/** Link types (IETF draft-ietf-opsawg-pcaplinktype): what the bytes of an interface's packets are. */
export const LINK_TYPE = { ethernet: 1, ieee80211: 105 } as const;

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 };
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPTION = { end: 0, interfaceName: 2, frameCheckLength: 13, application: 4 };

export function sectionHeader(application: string): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  // Version 1.0; the section's length is not stated (-1).
  view.setBigInt64(8, -1n, true);
  return block(BLOCK.section, fixed, options([OPTION.application, utf8.encode(application)]));
}

/** Interfaces are numbered from 0 as they are described. Times are in microseconds, the format's default. */
export function interfaceDescription(linkType: number, name: string): Uint8Array {
  const fixed = new Uint8Array(8);
  new DataView(fixed.buffer).setUint16(0, linkType, true);
  const named = options(
    [OPTION.interfaceName, utf8.encode(name)],
    // Frames come without the checksum at their end.
    [OPTION.frameCheckLength, Uint8Array.of(0)],
  );
  return block(BLOCK.interface, fixed, named);
}

export function enhancedPacket(interfaceNumber: number, atMicros: number, packet: Uint8Array): Uint8Array {
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, interfaceNumber, true);
  view.setUint32(4, Math.floor(atMicros / 2 ** 32), true);
  view.setUint32(8, atMicros >>> 0, true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, packet.length, true);
  return block(BLOCK.packet, fixed, padded(packet));
}

const utf8 = new TextEncoder();

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(body, 8);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return bytes;
}

function options(...list: readonly (readonly [code: number, value: Uint8Array])[]): Uint8Array {
  const parts = list.flatMap(([code, value]) => [optionHeader(code, value.length), padded(value)]);
  return concat(...parts, optionHeader(OPTION.end, 0));
}

function optionHeader(code: number, length: number): Uint8Array {
  const header = new Uint8Array(4);
  const view = new DataView(header.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, length, true);
  return header;
}

/** Everything is padded to 32 bits. */
function padded(bytes: Uint8Array): Uint8Array {
  return bytes.length % 4 === 0 ? bytes : concat(bytes, new Uint8Array(4 - (bytes.length % 4)));
}
