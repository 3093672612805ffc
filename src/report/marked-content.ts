/** Content in which a place of a secret, or of what depends on one, says which it is, how long, and in which encoding. */
import { toText } from "../../sim/tape/bytes.ts";
import type { Range } from "../judge/search/byte-class.ts";
import { replaced, type SecretPlace } from "../judge/search/redact.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { plural } from "../plural.ts";
import { hexDump } from "./hex-dump.ts";
import { MASK, SIGNS } from "./masks.ts";
import type { ChangedRange } from "./veil.ts";

/** Bytes that depend on secrets. */
export interface ComputedRange extends ChangedRange {
  /** Names of the secrets, as far as they are known. */
  readonly from: readonly string[];
}

interface Mark extends Range {
  readonly label: string;
}

interface PlacedMark extends Mark {
  readonly place?: SecretPlace;
}

const SPACE = 0x20;

/** Bytes between some that depend on a secret which are equal by chance, at most. */
const MAX_CHANCE_BYTES = 6;
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
  const marks = marksOf(bytes, places, computed);
  if (readableText(bytes) === null) {
    const legend = marks.map(({ start, label }) => `${MASK} from byte ${start}: ${label}`);
    return [...hexDump(bytes, marks), ...legend].join("\n");
  }
  return replaced(bytes, marks, ownText, ({ label }) => label);
}

/** Null for bytes that are no text, or text with what a terminal must not get. */
export function readableText(bytes: Uint8Array): string | null {
  const text = toText(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not get is what we look for.
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/.test(text) ? null : text;
}

/** Text of firmware, which cannot forge a mark of ours. */
function ownText(bytes: Uint8Array): string {
  return toText(bytes).replace(SIGNS, (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`);
}

/** In order, none over another. */
function marksOf(
  bytes: Uint8Array,
  places: readonly SecretPlace[],
  computed: readonly ComputedRange[],
): Mark[] {
  const marks: PlacedMark[] = places.map((place) => ({
    start: place.start,
    end: place.end,
    label: placeLabel(place),
    place,
  }));
  const apart = computed.flatMap((range) => without(range, places).map((part) => ({ ...range, ...part })));
  const isFree = (range: Range) =>
    places.every(({ start, end }) => range.end <= start || end <= range.start) &&
    !bytes.subarray(range.start, range.end).includes(SPACE);
  const parts = joined(apart, isFree).flatMap((part) => byNames(part, apart, isFree));
  for (const part of parts) {
    const beside = marks.find((mark) => isEdgeOf(part, mark));
    if (beside !== undefined) {
      const { start, end } = beside;
      marks[marks.indexOf(beside)] = {
        ...beside,
        start: Math.min(start, part.start),
        end: Math.max(end, part.end),
      };
    } else marks.push({ ...part, label: computedLabel(part) });
  }
  return marks.sort((a, b) => a.start - b.start);
}

/** A few bytes at the edge of an encoded secret, which are not another one's. */
function isEdgeOf({ start, end, from }: ComputedRange, { place, ...mark }: PlacedMark): boolean {
  if (place === undefined || place.chain?.length === 0) return false;
  const isBeside = end === mark.start || start === mark.end;
  return isBeside && end - start <= MAX_EDGE_BYTES && from.every((name) => name === place.secret);
}

/** Ranges that are so near to each other that what is between them is equal by chance, as one. */
function joined(ranges: readonly ComputedRange[], isFree: (between: Range) => boolean): ComputedRange[] {
  const found: ComputedRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    const isNear = last !== undefined && range.start - last.end <= MAX_CHANCE_BYTES;
    if (isNear && isFree({ start: last.end, end: range.start })) {
      const from = [...new Set([...last.from, ...range.from])];
      const isRough = last.isRough === true || range.isRough === true;
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, range.end), from, isRough };
    } else found.push(range);
  }
  return found;
}

/** Parts of joined ranges by the secrets that they depend on; a few bytes that depend on fewer by chance are no part. */
function byNames(
  whole: ComputedRange,
  ranges: readonly ComputedRange[],
  isFree: (between: Range) => boolean,
): ComputedRange[] {
  if (whole.from.length < 2 || whole.isRough === true) return [whole];
  const inside = ranges.filter(({ start, end }) => whole.start <= start && end <= whole.end);
  const spans = whole.from.flatMap((name) =>
    joined(
      inside.filter(({ from }) => from.includes(name)),
      isFree,
    ).map(({ start, end }) => ({ start, end, name })),
  );
  const cuts = [whole.end, ...spans.flatMap(({ start, end }) => [start, end])].sort((a, b) => a - b);
  const parts: ComputedRange[] = [];
  let start = whole.start;
  for (const end of cuts) {
    if (end <= start) continue;
    const covering = spans.filter((span) => span.start <= start && end <= span.end);
    const from = whole.from.filter((name) => covering.some((span) => span.name === name));
    const last = parts.at(-1);
    if (last !== undefined && (isSmall({ start, end }) || isSmall(last) || sameNames(last.from, from))) {
      const both = whole.from.filter((name) => last.from.includes(name) || from.includes(name));
      parts[parts.length - 1] = { start: last.start, end, from: both };
    } else parts.push({ start, end, from });
    start = end;
  }
  return parts;
}

function isSmall({ start, end }: Range): boolean {
  return end - start <= MAX_CHANCE_BYTES;
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
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

function computedLabel({ from, start, end, isRough = false }: ComputedRange): string {
  const names = from.length === 0 ? "a secret" : inWords([...new Set(from)]);
  const size = end - start;
  return `‹computed from ${names}, ${isRough ? "within " : ""}${plural(size, "byte")}›`;
}
