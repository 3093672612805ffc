/** Content in which a place of a secret, or of what is computed from one, says which it is, how long, and in which encoding. */
import { toText } from "../../sim/tape/bytes.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { SecretPlace } from "../judge/search/redact.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { MASK } from "./document.ts";
import { hexDump } from "./hex-dump.ts";

/** Bytes that change with some secrets. */
export interface ComputedRange extends Range {
  /** Names of the secrets. */
  readonly from: readonly string[];
}

interface Mark extends Range {
  readonly label: string;
}

/**
 * Text where it is text, else a hex dump with a legend. `places` are in order and do not overlap; `computed` may, and stand
 * for the places within them.
 */
export function markedContent(
  bytes: Uint8Array,
  places: readonly SecretPlace[],
  computed: readonly ComputedRange[] = [],
): string {
  const ranges = joined(computed);
  const isApart = (place: Range) =>
    ranges.every(({ start, end }) => place.end <= start || end <= place.start);
  const marks: Mark[] = [
    ...places.filter(isApart).map((place) => ({ ...place, label: placeLabel(place) })),
    ...ranges.map((range) => ({ ...range, label: computedLabel(range) })),
  ].sort((a, b) => a.start - b.start);
  if (readableText(bytes) === null) {
    const legend = marks.map(({ start, label }) => `${MASK} from byte ${start}: ${label}`);
    return [...hexDump(bytes, marks), ...legend].join("\n");
  }
  let text = "";
  let at = 0;
  for (const { start, end, label } of marks) {
    text += toText(bytes.subarray(at, start)) + label;
    at = end;
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

/** Ranges that overlap or touch as one. */
function joined(ranges: readonly ComputedRange[]): ComputedRange[] {
  const found: ComputedRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = found.at(-1);
    if (last === undefined || range.start > last.end) found.push(range);
    else {
      const from = [...new Set([...last.from, ...range.from])];
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, range.end), from };
    }
  }
  return found;
}

function placeLabel({ secret, chain, start, end }: SecretPlace): string {
  const size = `${end - start} bytes`;
  if (chain === null) return `‹${secret}, a part in ${size}›`;
  return chain.length === 0 ? `‹${secret}, ${size}›` : `‹${secret}, ${size} as ${chain.join(" > ")}›`;
}

function computedLabel({ from, start, end }: ComputedRange): string {
  return `‹computed from ${inWords(from)}, ${end - start} bytes›`;
}
