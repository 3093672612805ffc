/** "Did you mean": the candidate that a misspelt word most likely stands for. */
import { distance } from "fastest-levenshtein";

/** Null when nothing is near: more than a third of the letters would have to change. */
export function closest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) {
      best = candidate;
      least = steps;
    }
  }
  return best;
}
