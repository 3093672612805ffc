/** Where in the firmware something comes from. */
import type { SourceMap } from "../../../sim/device/source-map.ts";
import type { TapeEvent } from "../../../sim/tape/tape.ts";

export interface Source {
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Innermost first, as `file:line function`. */
  readonly stack: readonly string[];
}

/** Whether two things come from one line; what has no known line is taken to come from one and the same. */
export function isSameLine(a: Source | null, b: Source | null): boolean {
  return a?.file === b?.file && a?.line === b?.line;
}

/** Where in the firmware an event comes from; null when that is not known. */
export function sourceOf(event: TapeEvent, map: SourceMap): Source | null {
  if (event.place !== undefined) return { ...event.place, stack: [] };
  const place = event.pcs === null ? null : map.blame(event.pcs);
  if (place === null) return null;
  const stack = map.stack(event.pcs!).map((p) => `${p.file}:${p.line} ${p.functionName}`);
  return { file: place.file, line: place.line, stack };
}
