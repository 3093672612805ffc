/** Content in which a place of a secret, or of what depends on one, says which it is, how long, and in which encoding. */
import { toText } from "../../sim/tape/bytes.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { SecretPlace } from "../judge/search/redact.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { MASK } from "./document.ts";
import { hexDump } from "./hex-dump.ts";

/** Bytes that depend on secrets. */
export interface ComputedRange extends Range {
  /** Names of the secrets, as far as they are known. */
  readonly from: readonly string[];
}

interface Mark extends Range {
  readonly label: string;
}

/** Bytes beside a place that have no mark of their own: where an encoding begins and ends, it shares bytes with others. */
const MAX_EDGE_BYTES = 4;

/**
 * Text where it is text, else a hex dump with a legend. `places` are in order and do not overlap; what depends on secrets
 * and lies in none of them is marked as such.
 */
export function markedContent(
  bytes: Uint8Array,
  places: readonly SecretPlace[],
  computed: readonly ComputedRange[] = [],
): string {
  const marks = marksOf(places, computed);
  if (readableText(bytes) === null) {
    const legend = marks.map(({ start, label }) => `${MASK} from byte ${start}: ${label}`);
    return [...hexDump(bytes, marks), ...legend].join("\n");
  }
  let text = "";
  let at = 0;
  for (const { start, end, label } of marks) {
    text += ownText(bytes.subarray(at, start)) + label;
    at = end;
  }
  return text + ownText(bytes.subarray(at));
}

/** Null for bytes that are no text, or text with what a terminal must not get. */
export function readableText(bytes: Uint8Array): string | null {
  const text = toText(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not get is what we look for.
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/.test(text) ? null : text;
}

/** Text of firmware, which cannot forge a mark of ours. */
function ownText(bytes: Uint8Array): string {
  return toText(bytes).replace(/[‹›▒▓]/g, (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`);
}

/** In order, none over another. */
function marksOf(places: readonly SecretPlace[], computed: readonly ComputedRange[]): Mark[] {
  const marks: Mark[] = places.map((place) => ({ ...place, label: placeLabel(place) }));
  for (const { from, ...range } of computed) {
    for (const part of without(range, places)) {
      const beside = marks.find(({ start, end }) => part.end === start || part.start === end);
      if (beside !== undefined && part.end - part.start <= MAX_EDGE_BYTES) {
        const { start, end, label } = beside;
        marks[marks.indexOf(beside)] = {
          start: Math.min(start, part.start),
          end: Math.max(end, part.end),
          label,
        };
      } else marks.push({ ...part, label: computedLabel({ ...part, from }) });
    }
  }
  return marks.sort((a, b) => a.start - b.start);
}

/** Parts of a range outside of places, which are in order. */
function without(range: Range, places: readonly Range[]): Range[] {
  const parts: Range[] = [];
  let at = range.start;
  for (const { start, end } of places) {
    if (end <= at || start >= range.end) continue;
    if (start > at) parts.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  return at < range.end ? [...parts, { start: at, end: range.end }] : parts;
}

function placeLabel({ secret, chain, start, end }: SecretPlace): string {
  const size = `${end - start} bytes`;
  if (chain === null) return `‹${secret}, a part in ${size}›`;
  return chain.length === 0 ? `‹${secret}, ${size}›` : `‹${secret}, ${size} as ${chain.join(" > ")}›`;
}

function computedLabel({ from, start, end }: ComputedRange): string {
  const names = from.length === 0 ? "a secret" : inWords([...new Set(from)]);
  const size = end - start;
  return `‹computed from ${names}, ${size === 1 ? "1 byte" : `${size} bytes`}›`;
}
