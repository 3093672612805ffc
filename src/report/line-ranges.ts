/** Lines of a source in short: `main.ts:12, 30-33`. */
import type { Place } from "../../sim/tape/position.ts";

/** Files in the order in which they come first, each with its lines in ascending order. */
export function lineRanges(places: readonly Place[]): string[] {
  const linesOf = new Map<string, Set<number>>();
  for (const { file, line } of places) {
    const lines = linesOf.get(file) ?? new Set();
    lines.add(line);
    linesOf.set(file, lines);
  }
  return [...linesOf].map(
    ([file, lines]) => `${file}:${ranges([...lines].sort((a, b) => a - b)).join(", ")}`,
  );
}

function ranges(lines: readonly number[]): string[] {
  const found: { readonly first: number; last: number }[] = [];
  for (const line of lines) {
    const range = found.at(-1);
    if (range !== undefined && line === range.last + 1) range.last = line;
    else found.push({ first: line, last: line });
  }
  return found.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}
