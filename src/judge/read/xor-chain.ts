/**
 * Messages of TP-Link's local protocol (softScheck, "Reverse Engineering the TP-Link HS110"): each byte is combined with
 * the one before, which hides nothing. Over a connection a length stands before.
 */

const FIRST_KEY = 171;
const LENGTH_BYTES = 4;
/** A message is an object in JSON. */
const OPEN = [0x7b, 0x22];

/** The message in the clear; null for what is none. */
export function xorChainContent(bytes: Uint8Array): Uint8Array | null {
  for (const start of [0, LENGTH_BYTES]) {
    if (bytes.length < start + 8) continue;
    const isMessage = (bytes[start] ^ FIRST_KEY) === OPEN[0] && (bytes[start + 1] ^ bytes[start]) === OPEN[1];
    if (isMessage)
      return bytes.subarray(start).map((byte, i) => byte ^ (i === 0 ? FIRST_KEY : bytes[start + i - 1]));
  }
  return null;
}
