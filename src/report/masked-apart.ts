/** Masks what two texts do not share. */
import { MASK } from "./document.ts";

/** Mark for content of the second text, to be told from {@link MASK}. */
export const OTHER_MASK = "▓";

/** Characters of a shared beginning and end that are shown, and masks for what differs, at most. */
const MAX_SHARED = 72;
const MAX_MASKS = 64;

/** Both texts with their shared beginning and end, which are cut, and a mask for each other character. */
export function maskedApart(first: string, second: string): [string, string] {
  const a = Array.from(first.trimEnd());
  const b = Array.from(second.trimEnd());
  if (first === second) return [beginning(a), beginning(a)];
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [shown(a, head, tail, MASK), shown(b, head, tail, OTHER_MASK)];
}

function beginning(text: readonly string[]): string {
  return `${text.slice(0, 2 * MAX_SHARED).join("")}${text.length > 2 * MAX_SHARED ? "…" : ""}`;
}

function shown(text: readonly string[], head: number, tail: number, mask: string): string {
  const start = text.slice(Math.max(0, head - MAX_SHARED), head).join("");
  const end = text
    .slice(text.length - tail)
    .slice(0, MAX_SHARED)
    .join("");
  const differing = text.length - head - tail;
  const masks = mask.repeat(Math.min(MAX_MASKS, differing)) + (differing > MAX_MASKS ? "…" : "");
  return `${head > MAX_SHARED ? "…" : ""}${start}${masks}${end}${tail > MAX_SHARED ? "…" : ""}`;
}
