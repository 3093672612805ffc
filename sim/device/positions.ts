/** Turns the program counters of a call stack into a {@link Position}. */
import { blamedPlace, type Position } from "../tape/position.ts";
import type { DebugInfo } from "./image.ts";
import { SourceMap } from "./source-map.ts";

/** A program's positions, each made once. */
export type Positions = (pcs: readonly number[]) => Position;

const known = new WeakMap<DebugInfo, Positions>();

export function positionsOf(debug: DebugInfo): Positions {
  let positions = known.get(debug);
  if (positions === undefined) {
    positions = newPositions(debug);
    known.set(debug, positions);
  }
  return positions;
}

function newPositions(debug: DebugInfo): Positions {
  const map = new SourceMap(debug);
  const byStep = new Map<string, Position>();
  return (pcs) => {
    const step = pcs.join();
    let position = byStep.get(step);
    if (position === undefined) {
      const stack = pcs.map((pc) => ({ site: String(pc), place: map.place(pc) }));
      const blamed = blamedPlace(stack.flatMap(({ place }) => place ?? []));
      position = { step, blame: blamed === null ? null : { file: blamed.file, line: blamed.line }, stack };
      byStep.set(step, position);
    }
    return position;
  };
}
