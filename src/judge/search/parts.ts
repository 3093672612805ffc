/**
 * Finds a part of a secret that is sent as it is, or under an encoding, where the whole of it is not. Two runs decide:
 * the same characters of each run's value, at the same place of its message, under the same encoding.
 */
import { isByteReordering } from "./encodings.ts";
import { type ValueScanners, WINDOW } from "./value-scanners.ts";

export interface PartFound {
  readonly degree: "clear" | "encoded";
  readonly chain: readonly string[];
  /** Characters of the value that are told, of all it has. */
  readonly characters: number;
  readonly of: number;
}

/** Part of `value` in `a` that corresponds to a part of `other` in `b`; null when there is none. */
export function partOf(
  scanners: ValueScanners,
  value: string,
  other: string,
  a: Uint8Array,
  b: Uint8Array,
): PartFound | null {
  const mine = windowsIn(scanners, value, a);
  if (mine.size === 0) return null;
  const theirs = windowsIn(scanners, other, b);
  let best: PartFound | null = null;
  for (const [chain, positions] of mine) {
    const both = [...positions.keys()].filter((at) => theirs.get(chain)?.has(at) === true);
    // The same characters in both values would not differ.
    const told = both.filter((at) => value.slice(at, at + WINDOW) !== other.slice(at, at + WINDOW));
    if (told.length === 0) continue;
    const covered = new Set(told.flatMap((at) => Array.from({ length: WINDOW }, (_, i) => at + i)));
    if (best !== null && covered.size <= best.characters) continue;
    const layers = chain === "" ? [] : chain.split(SEPARATOR);
    const degree = positions.get(told[0])!;
    best = { degree, chain: [...layers, "part"], characters: covered.size, of: value.length };
  }
  return best;
}

const SEPARATOR = "\u0000";

/** For each chain of encodings, the windows of the value that are found under it: where they begin, and their degree. */
function windowsIn(
  scanners: ValueScanners,
  value: string,
  bytes: Uint8Array,
): Map<string, Map<number, PartFound["degree"]>> {
  const found = new Map<string, Map<number, PartFound["degree"]>>();
  for (const { secret, chain, degree } of scanners.ofWindows(value).scan(bytes)) {
    // Four characters in another order occur by chance.
    if (chain.some(isByteReordering)) continue;
    const key = chain.join(SEPARATOR);
    const windows = found.get(key) ?? new Map<number, PartFound["degree"]>();
    found.set(key, windows.set(Number(secret), degree));
  }
  return found;
}
