/**
 * Twins on real hardware: what differs between a capture with one value of a secret and a capture with another. A real
 * appliance also differs from itself: what is not the same in captures with the same value is noise, and so is what
 * is not the same each time within one capture.
 */
import { aligned } from "./alignment.ts";
import type { Message, Messages } from "./messages.ts";
import { isText, partsOf } from "./parts.ts";

export interface Difference {
  /** The content, its length, or that something is said at all. */
  readonly what: "content" | "size" | "presence";
  /** The first message that shows it: of the first capture, or of the second one where the first has none. */
  readonly message: Message;
  readonly isOnlyInSecond: boolean;
}

/** `noise`: captures with the first one's value; with none, what differs by chance is among the differences. */
export function differencesOf(first: Messages, second: Messages, noise: readonly Messages[]): Difference[] {
  const places = new Set([...first.byPlace.keys(), ...second.byPlace.keys()]);
  const differences: Difference[] = [];
  for (const place of [...places].sort()) {
    const a = first.byPlace.get(place) ?? [];
    const b = second.byPlace.get(place) ?? [];
    const same = noise.map((capture) => capture.byPlace.get(place) ?? []);
    const difference = differenceAt(a, b, same);
    if (difference !== null) differences.push({ ...difference, isOnlyInSecond: a.length === 0 });
  }
  return differences;
}

function differenceAt(
  a: readonly Message[],
  b: readonly Message[],
  noise: readonly (readonly Message[])[],
): Omit<Difference, "isOnlyInSecond"> | null {
  // A message that comes in some captures with the same value, but not in all, comes by chance.
  const isRegular = noise.every((messages) => messages.length > 0 === a.length > 0);
  if (!isRegular) return null;
  if (a.length === 0 || b.length === 0) return { what: "presence", message: a[0] ?? b[0] };
  const same = [a, ...noise];
  const seen = same.flat();
  const pairs = [{ message: a[0], same: seen, other: b, seen }, ...oneByOne(same, b, seen)];
  const content = pairs.find(differInContent);
  if (content !== undefined) return { what: "content", message: content.message };
  const size = pairs.find(differInSize);
  return size === undefined ? null : { what: "size", message: size.message };
}

/** Messages of one place: those with the same value, those with the other, and all that were seen with the same. */
interface Pair {
  readonly message: Message;
  readonly same: readonly Message[];
  readonly other: readonly Message[];
  readonly seen: readonly Message[];
}

/** Each message of the first capture, with its like in each of the others. */
function oneByOne(
  [first, ...others]: readonly (readonly Message[])[],
  b: readonly Message[],
  seen: readonly Message[],
): Pair[] {
  const [other, ...likes] = [b, ...others].map((messages) => aligned(first, messages));
  return first.flatMap((message, i) => {
    const same = [message, ...likes.map((all) => all[i])].filter((like) => like !== null);
    const isInAll = other[i] !== null && same.length === likes.length + 1;
    return isInAll ? [{ message, same, other: [other[i]!], seen }] : [];
  });
}

/** Some part is always the same with one value, and with the other one that was never seen with the first. */
function differInContent({ same, other, seen }: Pair): boolean {
  const all = [...seen, ...other];
  if (all.some(({ bytes }) => bytes === null)) return false;
  const areTexts = all.every(({ bytes }) => isText(bytes!));
  const [x, y, known] = [same, other, seen].map((group) =>
    group.map(({ bytes }) => partsOf(bytes!, areTexts)),
  );
  const counts = [x, y].map((group) => new Set(group.map((parts) => parts.length)));
  // Parts can't be told from each other where not even their number stays.
  if (counts.some(({ size }) => size > 1)) return false;
  const [[countX], [countY]] = counts;
  const alike = known.filter((parts) => parts.length === countY);
  if (countX !== countY) return areTexts && alike.length === 0;
  for (let i = 0; i < countX; i++) {
    if (x.some((parts) => parts[i] !== x[0][i])) continue;
    if (y.every((parts) => alike.every((others) => others[i] !== parts[i]))) return true;
  }
  return false;
}

/** Lengths are further from those with the same value than these are apart, and were never seen with it. */
function differInSize({ same, other, seen }: Pair): boolean {
  const [x, y] = [same, other].map((group) => range(group.map(({ sizeBytes }) => sizeBytes)));
  const apart = Math.max(x.least - y.most, y.least - x.most);
  const isNew = other.every(({ sizeBytes }) => seen.every((message) => message.sizeBytes !== sizeBytes));
  return isNew && apart > Math.max(x.width, y.width);
}

function range(sizes: readonly number[]): { least: number; most: number; width: number } {
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  return { least, most, width: most - least };
}
