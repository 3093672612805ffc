/** Content in which each place of a secret says which one it is, how long, and in which encoding. */
import { toText } from "../../sim/tape/bytes.ts";
import type { SecretPlace } from "../judge/search/redact.ts";
import { MASK } from "./document.ts";
import { hexDump } from "./hex-dump.ts";

/** Text where it is text, else a hex dump with a legend. `places` are in order and do not overlap. */
export function markedContent(bytes: Uint8Array, places: readonly SecretPlace[]): string {
  if (readableText(bytes) === null) {
    const legend = places.map((place) => `${MASK} from byte ${place.start}: ${placeLabel(place)}`);
    return [...hexDump(bytes, places), ...legend].join("\n");
  }
  let text = "";
  let at = 0;
  for (const place of places) {
    text += toText(bytes.subarray(at, place.start)) + placeLabel(place);
    at = place.end;
  }
  return text + toText(bytes.subarray(at));
}

/** Null for bytes that are no text, or text with what a terminal must not get. */
export function readableText(bytes: Uint8Array): string | null {
  const text = toText(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not get is what we look for.
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/.test(text) ? null : text;
}

/** True if a secret's place is marked in some content. */
export function isMarked(content: string, secret: string): boolean {
  return content.includes(`‹${secret}, `);
}

function placeLabel({ secret, chain, start, end }: SecretPlace): string {
  const size = `${end - start} bytes`;
  if (chain === null) return `‹${secret}, a part in ${size}›`;
  return chain.length === 0 ? `‹${secret}, ${size}›` : `‹${secret}, ${size} as ${chain.join(" > ")}›`;
}
