/** Units of a recording: what a player picks from a list and looks into. Plain data. */

/** Place of a unit, as the scanner counts places too. */
export interface UnitPlace {
  readonly kind: "frame" | "request" | "response" | "message" | "line" | "offset";
  /** From 1; of an offset the offset itself. */
  readonly number: number;
}

export interface Unit {
  readonly place: UnitPlace;
  /** First byte of the part that this is; 0 where it is all. */
  readonly start: number;
  /** After the recording's first moment; null where nothing says when. */
  readonly atMicros: number | null;
  /** Summary, of names and of what was said: it may hold anything that the recording holds. */
  readonly about: string;
  readonly bytes: Uint8Array;
  /** First byte of what is said, behind headers of the network. */
  readonly contentAt: number;
}

/** Units of packet captures, of HAR files, of text, and of everything else. */
export type UnitsKind = "packets" | "requests" | "lines" | "blocks";

/** A recording taken apart. */
export interface Units {
  /** Kind of its units. */
  readonly of: UnitsKind;
  readonly units: readonly Unit[];
  /** There are more, which are not listed. */
  readonly isCut: boolean;
}

/** Places in the scanner's words, such as `in the response to request 3`. */
const WORDS: readonly (readonly [words: RegExp, kind: UnitPlace["kind"]])[] = [
  [/^in frame (\d+)$/, "frame"],
  [/^in request (\d+)$/, "request"],
  [/^in the response to request (\d+)$/, "response"],
  [/^in a message (?:sent|received) over request (\d+)$/, "message"],
  [/^on line (\d+)$/, "line"],
  [/^at offset (0x[0-9a-f]+)$/, "offset"],
];

/** Null for a place that is none of a unit, such as a value that was put together. */
export function placeOf(words: string): UnitPlace | null {
  for (const [pattern, kind] of WORDS) {
    const found = pattern.exec(words);
    if (found !== null) return { kind, number: Number(found[1]) };
  }
  return null;
}
