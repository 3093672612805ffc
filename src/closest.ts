/** "Did you mean": the candidate that a misspelt word most likely stands for. */
import { distance } from "fastest-levenshtein";

/** Null when nothing is near: more than a third of the letters, or all of them, would have to change. */
export function closest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.min(word.length, Math.max(1, Math.floor(word.length / 3)) + 1);
  for (const candidate of candidates) {
    const steps = stepsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) {
      best = candidate;
      least = steps;
    }
  }
  return best;
}

/** Hint that goes behind a complaint about the word, with a space in front; empty when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = closest(word, candidates);
  return guess === null ? "" : ` Did you mean "${guess}"?`;
}

/** Letters that are wrong, missing or too many; two that have changed places are one mistake. */
function stepsBetween(word: string, other: string): number {
  const at = word.split("").findIndex((letter, i) => letter !== other[i]);
  const swapped = `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
  return at >= 0 && swapped === other ? 1 : distance(word, other);
}
