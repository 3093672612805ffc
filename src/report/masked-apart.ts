/** Masks what two texts do not share. */
import { MASK } from "./document.ts";

/** Characters of a shared beginning and end that are shown, and masks for what differs, at most. */
const MAX_SHARED = 72;
const MAX_MASKS = 12;

/** Both texts with their shared beginning and end, which are cut, and masks between. */
export function maskedApart(first: string, second: string): [string, string] {
  const a = Array.from(first.trimEnd());
  const b = Array.from(second.trimEnd());
  if (first === second) return [beginning(a), beginning(a)];
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [shown(a, head, tail), shown(b, head, tail)];
}

function beginning(text: readonly string[]): string {
  return `${text.slice(0, 2 * MAX_SHARED).join("")}${text.length > 2 * MAX_SHARED ? "…" : ""}`;
}

function shown(text: readonly string[], head: number, tail: number): string {
  const start = text.slice(Math.max(0, head - MAX_SHARED), head).join("");
  const end = text
    .slice(text.length - tail)
    .slice(0, MAX_SHARED)
    .join("");
  const masks = MASK.repeat(Math.min(MAX_MASKS, text.length - head - tail));
  return `${head > MAX_SHARED ? "…" : ""}${start}${masks}${end}${tail > MAX_SHARED ? "…" : ""}`;
}
