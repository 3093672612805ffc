/** Data of SCTP packets (RFC 9260): chunks of one stream follow each other. */
import { u16 } from "../../../sim/tape/bytes.ts";

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 4;
/** Header of a DATA chunk, and of one whose messages are interleaved (RFC 8260). */
const DATA: Readonly<Record<number, number>> = { 0: 16, 64: 20 };

export interface SctpData {
  readonly stream: number;
  readonly bytes: Uint8Array;
}

/** Data of a packet; null for a packet that is not as it should be. */
export function sctpData(packet: Uint8Array): SctpData[] | null {
  if (packet.length < HEADER_BYTES) return null;
  const data: SctpData[] = [];
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= packet.length; ) {
    const length = u16(packet, at + 2);
    if (length < CHUNK_HEADER_BYTES || at + length > packet.length) return null;
    const headerBytes = DATA[packet[at]];
    if (headerBytes !== undefined && length >= headerBytes)
      data.push({ stream: u16(packet, at + 8), bytes: packet.subarray(at + headerBytes, at + length) });
    at += (length + 3) & ~3;
  }
  return data;
}
