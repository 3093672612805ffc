/**
 * Alignment of messages of one kind in several captures: a real appliance opens its connections in another order each time,
 * so each message is held against the one that is most like it, and not against the one that came as the same.
 */
import type { Message } from "./messages.ts";
import { isText, partsOf } from "./parts.ts";

/** Parts of a message that are looked at. */
const MAX_PARTS = 128;
/** Share of likeness that the size has where the content is known, too. */
const SIZE_SHARE = 0.1;

/** For each of `messages`, the one of `others` that is its like; null where there are too few. */
export function aligned(messages: readonly Message[], others: readonly Message[]): (Message | null)[] {
  if (messages.length === 1 && others.length === 1) return [others[0]];
  const [x, y] = [messages, others].map((all) => all.map(outlineOf));
  const pairs = x.flatMap((one, i) => y.map((other, j) => ({ i, j, likeness: likenessOf(one, other) })));
  // Of those that are alike as much, the ones that came as the same.
  pairs.sort(
    (a, b) => b.likeness - a.likeness || Math.abs(a.i - a.j) - Math.abs(b.i - b.j) || a.i - b.i || a.j - b.j,
  );
  const likes: (Message | null)[] = messages.map(() => null);
  const taken = new Set<number>();
  for (const { i, j } of pairs) {
    if (likes[i] !== null || taken.has(j)) continue;
    likes[i] = others[j];
    taken.add(j);
  }
  return likes;
}

interface Outline {
  readonly sizeBytes: number;
  /** Null where the content is sealed. */
  readonly parts: readonly (string | number)[] | null;
  readonly isText: boolean;
}

function outlineOf({ bytes, sizeBytes }: Message): Outline {
  if (bytes === null) return { sizeBytes, parts: null, isText: false };
  const isWords = isText(bytes);
  return { sizeBytes, parts: partsOf(bytes, isWords).slice(0, MAX_PARTS), isText: isWords };
}

/** 0 to 1. */
function likenessOf(a: Outline, b: Outline): number {
  const size = 1 - Math.abs(a.sizeBytes - b.sizeBytes) / Math.max(1, a.sizeBytes, b.sizeBytes);
  if (a.parts === null || b.parts === null) return size;
  const common = a.isText && b.isText ? commonWords(a.parts, b.parts) : commonPlaces(a.parts, b.parts);
  const content = (2 * common) / Math.max(1, a.parts.length + b.parts.length);
  return (1 - SIZE_SHARE) * content + SIZE_SHARE * size;
}

function commonPlaces(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  let common = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] === b[i]) common++;
  return common;
}

/** Words that both have, wherever they stand: one more moves all others. */
function commonWords(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const left = new Map<string | number, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common++;
  }
  return common;
}
