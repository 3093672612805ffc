/** Stretches of bytes that all belong to one class, such as hexadecimal digits. */

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** One entry for each byte: 1 for those in the class. */
export type ByteClass = Uint8Array;

export function byteClass(characters: string): ByteClass {
  const members = new Uint8Array(256);
  for (const character of characters) members[character.charCodeAt(0)] = 1;
  return members;
}

/** Stretches of at least `least` bytes of the class `within` others. Looks at few bytes where there are none. */
export function runsOf(
  bytes: Uint8Array,
  members: ByteClass,
  least: number,
  within: readonly Range[] = [{ start: 0, end: bytes.length }],
): Range[] {
  const runs: Range[] = [];
  for (const outer of within) {
    let start = outer.start;
    while (start + least <= outer.end) {
      // From the end of the shortest run that could start here, so that one byte seen tells how far to go.
      let at = start + least - 1;
      while (at >= start && members[bytes[at]] === 1) at--;
      if (at >= start) {
        start = at + 1;
        continue;
      }
      const end = endOfRun(bytes, members, start + least, outer.end);
      runs.push({ start, end });
      start = end + 1;
    }
  }
  return runs;
}

/** End of the bytes of the class from `at` on. Four at once: in long runs, all that counts is the number of branches. */
function endOfRun(bytes: Uint8Array, members: ByteClass, at: number, limit: number): number {
  let end = at;
  while (
    end + 4 <= limit &&
    (members[bytes[end]] & members[bytes[end + 1]] & members[bytes[end + 2]] & members[bytes[end + 3]]) === 1
  )
    end += 4;
  while (end < limit && members[bytes[end]] === 1) end++;
  return end;
}

/** Runs of the class that have a byte of a class inside of it, one that lies in `within`. */
export function runsAround(
  bytes: Uint8Array,
  members: ByteClass,
  seeds: ByteClass,
  within: readonly Range[],
): Range[] {
  const runs: Range[] = [];
  let floor = 0;
  for (const outer of within) {
    for (let at = Math.max(floor, outer.start); at < outer.end; at++) {
      if (seeds[bytes[at]] === 0) continue;
      let start = at;
      while (start > floor && members[bytes[start - 1]] === 1) start--;
      floor = endOfRun(bytes, members, at + 1, bytes.length);
      runs.push({ start, end: floor });
      at = floor;
    }
  }
  return runs;
}

/** Rest of ranges without some ranges inside of them; both in order. */
export function gapsOf(ranges: readonly Range[], without: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const { start, end } of ranges) {
    let from = start;
    for (; next < without.length && without[next].end <= end; next++) {
      if (without[next].start > from) gaps.push({ start: from, end: without[next].start });
      from = without[next].end;
    }
    if (from < end) gaps.push({ start: from, end });
  }
  return gaps;
}

/** Says of a range whether one of these has all of it. */
export function coverOf(ranges: readonly Range[]): (range: Range) => boolean {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  /** Furthest end of each one and those before it. */
  const ends: number[] = [];
  for (const { end } of sorted) ends.push(Math.max(end, ends.at(-1) ?? 0));
  return ({ start, end }) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].start <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && ends[low - 1] >= end;
  };
}
