/**
 * Fragments of secrets beside a place where one was found: pieces that are too short to be found by themselves, and secrets
 * that are. Where a secret is told once, its pieces are no chance.
 */
import { toBytes } from "../../sim/tape/bytes.ts";
import { mergedPlaces, type SecretPlace } from "../judge/search/redact.ts";
import type { KnownSecret } from "./known-secret.ts";

/** Shorter pieces occur by chance, and tell little. */
const PIECE_BYTES = 4;
/** Shortest secret that is looked for as a whole. */
const LEAST_BYTES = 3;

export class Fragments {
  /** Names of secrets by their pieces. */
  private readonly pieces = new Map<string, string>();

  constructor(secrets: readonly KnownSecret[]) {
    for (const { name, values } of secrets)
      for (const value of values) {
        const { bytes } = squeezed(toBytes(value));
        const size = Math.min(PIECE_BYTES, Math.max(bytes.length, LEAST_BYTES));
        for (let at = 0; at + size <= bytes.length; at++)
          this.pieces.set(keyOf(bytes.subarray(at, at + size)), name);
      }
  }

  /** `places` and fragments beside them, in order; none overlaps another. Signs between letters and digits hide no piece. */
  placesIn(bytes: Uint8Array, places: readonly SecretPlace[]): SecretPlace[] {
    const { bytes: plain, origins } = squeezed(bytes);
    const found: SecretPlace[] = [...places];
    for (let at = 0; at < plain.length; at++)
      for (const size of [PIECE_BYTES, LEAST_BYTES]) {
        const secret = this.pieces.get(keyOf(plain.subarray(at, at + size)));
        if (secret !== undefined && at + size <= plain.length)
          found.push({ secret, chain: null, start: origins[at], end: origins[at + size - 1] + 1 });
      }
    return mergedPlaces(found);
  }
}

/** Letters and digits alone, in lower case, with their places. */
function squeezed(bytes: Uint8Array): { bytes: Uint8Array; origins: number[] } {
  const origins: number[] = [];
  const kept: number[] = [];
  for (const [at, byte] of bytes.entries()) {
    const isUpper = byte >= 0x41 && byte <= 0x5a;
    const isPlain =
      isUpper || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte >= 0x80;
    if (!isPlain) continue;
    kept.push(isUpper ? byte + 0x20 : byte);
    origins.push(at);
  }
  return { bytes: Uint8Array.from(kept), origins };
}

function keyOf(bytes: Uint8Array): string {
  return bytes.join();
}
