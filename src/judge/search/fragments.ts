/**
 * Fragments of secrets: pieces that are too short to be found by themselves, and secrets that are. A search for them would
 * find many by chance; where something is only shown, too much may be masked.
 */
import { toBytes, toLatin1, toText } from "../../../sim/tape/bytes.ts";
import { mergedPlaces, nameLabel, replaced, type SecretPlace } from "./redact.ts";

/** Shorter pieces tell little. */
const PIECE_BYTES = 4;
/** Shortest secret that is looked for as a whole. */
const LEAST_BYTES = 3;

interface Named {
  readonly name: string;
  readonly value: string;
}

/** Bytes of a text with the places that they have in it. */
interface Placed {
  readonly bytes: Uint8Array;
  readonly origins: readonly number[];
}

export class Fragments {
  /** Names of secrets by their pieces, as they are and as letters and digits alone. */
  private readonly pieces = new Map<string, string>();

  constructor(secrets: readonly Named[]) {
    for (const { name, value } of secrets)
      for (const { bytes } of views(toBytes(value))) {
        const size = Math.min(PIECE_BYTES, Math.max(bytes.length, LEAST_BYTES));
        for (let at = 0; at + size <= bytes.length; at++)
          this.pieces.set(toLatin1(bytes.subarray(at, at + size)), name);
      }
  }

  /** `places` and fragments beside them, in order; none overlaps another. Signs between letters and digits hide no piece. */
  placesIn(bytes: Uint8Array, places: readonly SecretPlace[] = []): SecretPlace[] {
    const found: SecretPlace[] = [...places];
    for (const { bytes: plain, origins } of views(bytes))
      for (let at = 0; at < plain.length; at++)
        for (const size of [PIECE_BYTES, LEAST_BYTES]) {
          const secret = this.pieces.get(toLatin1(plain.subarray(at, at + size)));
          if (secret !== undefined && at + size <= plain.length)
            found.push({ secret, chain: null, start: origins[at], end: origins[at + size - 1] + 1 });
        }
    return mergedPlaces(found);
  }

  /** Text with the name of the secret in the place of each fragment. */
  redact(text: string): string {
    const bytes = toBytes(text);
    const places = this.placesIn(bytes);
    return places.length === 0 ? text : replaced(bytes, places, toText, nameLabel);
  }
}

/** Bytes as they are, and their letters and digits alone, in lower case. */
function views(bytes: Uint8Array): Placed[] {
  const origins: number[] = [];
  const kept: number[] = [];
  for (const [at, byte] of bytes.entries()) {
    const isUpper = byte >= 0x41 && byte <= 0x5a;
    const isLower = byte >= 0x61 && byte <= 0x7a;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!isUpper && !isLower && !isDigit && byte < 0x80) continue;
    kept.push(isUpper ? byte + 0x20 : byte);
    origins.push(at);
  }
  return [
    { bytes, origins: Array.from(bytes, (_, at) => at) },
    { bytes: Uint8Array.from(kept), origins },
  ];
}
