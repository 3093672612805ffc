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

/** Stretches of at least `least` bytes of the class `within` others. Looks at one byte in `least` where there are none. */
export function runsOf(
  bytes: Uint8Array,
  members: ByteClass,
  least: number,
  within: readonly Range[] = [{ start: 0, end: bytes.length }],
): Range[] {
  const runs: Range[] = [];
  for (const outer of within) {
    let floor = outer.start;
    let at = floor + least - 1;
    while (at < outer.end) {
      if (members[bytes[at]] === 0) {
        at += least;
        continue;
      }
      let start = at;
      while (start > floor && members[bytes[start - 1]] === 1) start--;
      let end = at + 1;
      while (end < outer.end && members[bytes[end]] === 1) end++;
      if (end - start >= least) runs.push({ start, end });
      floor = end;
      at = end + least;
    }
  }
  return runs;
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
