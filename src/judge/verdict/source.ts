/** Line of the firmware that something comes from. */
import type { Position, SourcePlace } from "../../../sim/tape/position.ts";
import type { TapeEvent } from "../../../sim/tape/tape.ts";

export interface Source {
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Calls that lead there, innermost first. */
  readonly stack: readonly SourcePlace[];
}

/** Whether two things come from one line; what has no known line is taken to come from one and the same. */
export function isSameLine(a: Source | null, b: Source | null): boolean {
  return a?.file === b?.file && a?.line === b?.line;
}

/** Line of the firmware that an event comes from; null when it is not known. */
export function sourceOf({ position }: Pick<TapeEvent, "position">): Source | null {
  if (position === null) return null;
  let source = known.get(position);
  if (source === undefined) {
    source = newSource(position);
    known.set(position, source);
  }
  return source;
}

/** Positions are shared by the events of a run. */
const known = new WeakMap<Position, Source | null>();

function newSource({ blame, stack }: Position): Source | null {
  if (blame === null) return null;
  return { ...blame, stack: stack.flatMap(({ place }) => place ?? []) };
}
