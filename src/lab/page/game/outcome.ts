/** Outcome of a round: what the player said beside what the scanner found, and the points for it. */
import type { Comparison, ScannerFound } from "./comparison.ts";
import { type Encoding, encodingsIn } from "./encodings.ts";
import { placeOf, type Unit } from "./unit.ts";

/** Bytes that the player marked, in one unit. */
export interface Part {
  readonly unit: Unit;
  /** In the unit's bytes. */
  readonly start: number;
  readonly end: number;
}

export type Claim =
  | { readonly kind: "here"; readonly parts: readonly Part[]; readonly encodings: ReadonlySet<Encoding> }
  | { readonly kind: "absent" };

/**
 * Kind of outcome. `right` and `absent`: as it is; `encoding`: the place is right, and not the encoding; `elsewhere`: it
 * is not in what was marked; `nowhere`: the same, and the scanner finds it nowhere; `overlooked`: it is to be seen.
 */
export type OutcomeKind = "right" | "encoding" | "elsewhere" | "nowhere" | "absent" | "overlooked";

/** Place that the player, the scanner or both found. */
export interface FoundPlace {
  /** Of the scanner's words, or else of the first part that was marked. */
  readonly words: string | null;
  readonly unit: Unit | null;
  readonly byPlayer: boolean;
  readonly byScanner: boolean;
  readonly chain: readonly string[];
  /** Null where the scanner does not say. */
  readonly found: ScannerFound | null;
}

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly points: number;
  readonly places: readonly FoundPlace[];
  /** Layers around the value: in what was marked, or else in the scanner's first find. */
  readonly chain: readonly string[];
  readonly comparison: Comparison;
}

export const MOST_POINTS = 3;
/** Bytes of the network before a hit that a player may have marked with it, as the scanner names where a value begins. */
const NEAR_BYTES = 64;
const MAX_PLACES = 24;

export function outcomeOf(
  claim: Claim,
  comparison: Comparison,
  units: readonly Unit[],
  hints: number,
): Outcome {
  const kind = kindOf(claim, comparison);
  return {
    kind,
    points: pointsOf(kind, hints),
    places: placesOf(claim, comparison, units),
    chain: comparison.marked ?? comparison.found[0]?.chain ?? [],
    comparison,
  };
}

function kindOf(claim: Claim, { found, marked }: Comparison): OutcomeKind {
  if (claim.kind === "absent") return found.length === 0 ? "absent" : "overlooked";
  if (marked === null) return found.length === 0 ? "nowhere" : "elsewhere";
  return isSame(claim.encodings, encodingsIn(marked)) ? "right" : "encoding";
}

/** A hint costs a point, and so does a wrong encoding; whoever finds it has one at least. */
function pointsOf(kind: OutcomeKind, hints: number): number {
  if (kind !== "right" && kind !== "encoding" && kind !== "absent") return 0;
  return Math.max(1, MOST_POINTS - hints - (kind === "encoding" ? 1 : 0));
}

function placesOf(claim: Claim, { found, marked }: Comparison, units: readonly Unit[]): FoundPlace[] {
  const parts = claim.kind === "here" && marked !== null ? claim.parts : [];
  const seen = new Set<Part>();
  const places: FoundPlace[] = found.flatMap((one) =>
    one.places.map((words) => {
      const here = parts.filter((part) => isAt(part, words));
      for (const part of here) seen.add(part);
      const unit = units.find((unit) => isIn(unit, words)) ?? null;
      return { words, unit, byPlayer: here.length > 0, byScanner: true, chain: one.chain, found: one };
    }),
  );
  // A value in several pieces is one find, which the scanner names by its beginning.
  if (parts.length > 0 && seen.size === 0)
    places.unshift({
      words: null,
      unit: parts[0].unit,
      byPlayer: true,
      byScanner: false,
      chain: marked ?? [],
      found: null,
    });
  return places.slice(0, MAX_PLACES);
}

function isAt({ unit, start, end }: Part, words: string): boolean {
  const place = placeOf(words);
  if (place === null || place.kind !== unit.place.kind) return false;
  if (place.kind !== "offset") return place.number === unit.place.number;
  const first = unit.place.number + unit.start + start;
  return first - NEAR_BYTES <= place.number && place.number < first + (end - start);
}

function isIn({ place: of, start, bytes }: Unit, words: string): boolean {
  const place = placeOf(words);
  if (place === null || place.kind !== of.kind) return false;
  if (place.kind !== "offset") return place.number === of.number;
  const first = of.number + start;
  return first <= place.number && place.number < first + bytes.length;
}

function isSame(a: ReadonlySet<Encoding>, b: ReadonlySet<Encoding>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
