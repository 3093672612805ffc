/**
 * Blobs that a policy declares to be sealed under a key of its own: AES-256-CCM (RFC 3610), 13 bytes of nonce, then
 * ciphertext and tag. A nonce that seals two contents under one key gives both away, and is not covered.
 */

import { NONCE_BYTES, type SealingCrypto, TAG_BYTES } from "../../../sim/sealed/sealing.ts";
import { fromHex, toHex } from "../../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../../sim/tape/tape.ts";

/** Frames are filled up to a multiple of four bytes; what they carry may end a little earlier. */
const MAX_PADDING_BYTES = 3;
/** Longer payloads are not searched for blobs. */
const MAX_PAYLOAD_BYTES = 4_096;

interface Blob {
  readonly start: number;
  readonly end: number;
  readonly nonce: string;
  readonly content: string;
}

/**
 * Ciphertext and tag in each event's payload, ranges `[start, end)`, that the key, 64 hexadecimal digits, opens. The nonce
 * is not among them: firmware chooses it.
 */
export function sealedRanges(
  events: readonly TapeEvent[],
  key: string,
  crypto: SealingCrypto,
): Map<TapeEvent, [number, number]> {
  const keyBytes = fromHex(key);
  const blobs = new Map<TapeEvent, Blob>();
  const contents = new Map<string, Set<string>>();
  for (const event of events) {
    const blob = event.payload === null ? null : blobIn(event.payload, keyBytes, crypto);
    if (blob === null) continue;
    blobs.set(event, blob);
    const sealed = contents.get(blob.nonce) ?? new Set();
    contents.set(blob.nonce, sealed.add(blob.content));
  }
  const fresh = [...blobs].filter(([, { nonce }]) => contents.get(nonce)?.size === 1);
  return new Map(fresh.map(([event, { start, end }]) => [event, [start + NONCE_BYTES, end]]));
}

/** The blob that reaches to the end of the payload; null when there is none. */
function blobIn(payload: Uint8Array, key: Uint8Array, crypto: SealingCrypto): Blob | null {
  if (payload.length > MAX_PAYLOAD_BYTES) return null;
  for (let end = payload.length; end >= payload.length - MAX_PADDING_BYTES; end--) {
    for (let start = 0; start + NONCE_BYTES + TAG_BYTES < end; start++) {
      const nonce = payload.subarray(start, start + NONCE_BYTES);
      const content = crypto.openAes256Ccm(key, nonce, payload.subarray(start + NONCE_BYTES, end));
      if (content !== null) return { start, end, nonce: toHex(nonce), content: toHex(content) };
    }
  }
  return null;
}
