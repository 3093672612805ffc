/** Masks what two contents do not share. */
import { sharedEnds } from "../judge/compare/shared-ends.ts";
import { MASK, OTHER_MASK } from "./masks.ts";

/** Characters before the first and after the last that differs, and masks in a row, at most. */
const MAX_SHARED = 72;
const MAX_MASKS = 96;

/**
 * Both texts with a mask for each character that differs. Of those that are not as long, all between a shared beginning and
 * end is masked. `shown` is the first as it may be shown: with another sign for some characters.
 */
export function maskedApart(first: string, second: string, shown = first): [string, string] {
  const a = Array.from(first.trimEnd());
  const b = Array.from(second.trimEnd());
  const visible = Array.from(shown.trimEnd());
  // Signs of several bytes are hidden by more marks: then no character has its place.
  if (visible.length !== a.length) return [MASK, OTHER_MASK];
  if (a.length !== b.length) return maskedMiddle(a, b, visible);
  const differing = a.flatMap((character, at) => (character === b[at] ? [] : [at]));
  if (differing.length === 0) return [beginning(visible), beginning(visible)];
  const [from, to] = [differing[0], differing[differing.length - 1] + 1];
  const masked = (mask: string) => visible.map((character, at) => (a[at] === b[at] ? character : mask));
  return [cut(masked(MASK), from, to), cut(masked(OTHER_MASK), from, to)];
}

function maskedMiddle(
  a: readonly string[],
  b: readonly string[],
  visible: readonly string[],
): [string, string] {
  const { head, tail } = sharedEnds(a, b);
  const end = visible.slice(visible.length - tail);
  const masked = ({ length }: readonly string[], mask: string) =>
    cut(
      [...visible.slice(0, head), ...Array.from({ length: length - head - tail }, () => mask), ...end],
      head,
      length - tail,
    );
  return [masked(a, MASK), masked(b, OTHER_MASK)];
}

function beginning(text: readonly string[]): string {
  return `${text.slice(0, 2 * MAX_SHARED).join("")}${text.length > 2 * MAX_SHARED ? "…" : ""}`;
}

/** The text from shortly before `from` to shortly after `to`, of which the middle may be left out as well. */
function cut(text: readonly string[], from: number, to: number): string {
  const start = Math.max(0, from - MAX_SHARED);
  const end = Math.min(text.length, to + MAX_SHARED);
  const middle = text.slice(from, to);
  const shown = middle.length > MAX_MASKS ? [...middle.slice(0, MAX_MASKS), "…"] : middle;
  return [
    start > 0 ? "…" : "",
    ...text.slice(start, from),
    ...shown,
    ...text.slice(to, end),
    end < text.length ? "…" : "",
  ].join("");
}
