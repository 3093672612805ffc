/** Messages of CoAP (RFC 7252), blocks of a transfer (RFC 7959), and sealed ones (RFC 8613, OSCORE). */
import { toLatin1 } from "../../../sim/tape/bytes.ts";

export interface CoapMessage {
  /** Path and direction of a transfer, to tell its blocks from others. */
  readonly name: string;
  readonly block: { readonly number: number; readonly hasMore: boolean } | null;
  readonly payload: Uint8Array;
  readonly isSealed: boolean;
}

const OPTION = { oscore: 9, uriPath: 11, block2: 23, block1: 27 };
const PAYLOAD_MARKER = 0xff;

/** Null when it is none. */
export function coapOf(bytes: Uint8Array): CoapMessage | null {
  const tokenBytes = bytes[0] & 15;
  if (bytes.length < 4 || bytes[0] >> 6 !== 1 || tokenBytes > 8) return null;
  let at = 4 + tokenBytes;
  let option = 0;
  let block: CoapMessage["block"] = null;
  let isSealed = false;
  const path: string[] = [];
  while (at < bytes.length && bytes[at] !== PAYLOAD_MARKER) {
    const [delta, afterDelta] = extended(bytes, at + 1, bytes[at] >> 4);
    const [length, start] = extended(bytes, afterDelta, bytes[at] & 15);
    if (delta < 0 || length < 0 || start + length > bytes.length) return null;
    option += delta;
    const value = bytes.subarray(start, start + length);
    if (option === OPTION.oscore) isSealed = true;
    if (option === OPTION.uriPath) path.push(toLatin1(value));
    if (option === OPTION.block1 || option === OPTION.block2) {
      const number = value.reduce((sum, byte) => 256 * sum + byte, 0);
      // A request with block 2 only asks for it.
      if (option === OPTION.block1 || bytes[1] >> 5 > 0)
        block = { number: number >> 4, hasMore: (number & 8) !== 0 };
    }
    at = start + length;
  }
  return { name: path.join("/"), block, payload: bytes.subarray(Math.min(bytes.length, at + 1)), isSealed };
}

/** RFC 7252, 3.1: -1 for what no option has. */
function extended(bytes: Uint8Array, at: number, nibble: number): [value: number, next: number] {
  if (nibble < 13) return [nibble, at];
  if (nibble === 13) return [13 + (bytes[at] ?? 0), at + 1];
  return nibble === 14 ? [269 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)), at + 2] : [-1, at];
}
