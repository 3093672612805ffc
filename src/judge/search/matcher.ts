/**
 * Finds any of many byte strings in one pass. A few windows of four neighbouring bytes stand for each string, so many
 * that one of them begins at a multiple of the stride wherever the string is: only there is anything looked at, and
 * only where the window's hash is in a small table are strings compared (S. Wu, U. Manber: "A fast algorithm for
 * multi-pattern searching", University of Arizona TR-94-17, 1994).
 */

const WINDOW_BYTES = 4;
/** Shorter strings are not looked for. */
export const MIN_NEEDLE_BYTES = WINDOW_BYTES;
/** Positions from one look to the next, where strings are long enough. */
const STRIDE = 4;
/** Highest offset of a window in a string: further on there is seldom anything rarer. */
const MAX_WINDOW_OFFSET = 12;
/** Knuth's multiplicative hash: 2^32 over the golden ratio. */
const HASH_FACTOR = 0x9e3779b1 | 0;
/** Entries of the table for each window, so that few positions are compared for nothing. */
const TABLE_LOAD = 64;
const TABLE_BITS = { least: 8, most: 18 };

export interface Match {
  /** Index of the string that was found. */
  readonly needle: number;
  /** Range of bytes `[start, end)`; of a string with gaps, up to the end of its last byte. */
  readonly start: number;
  readonly end: number;
}

export class Matcher {
  private readonly tables: readonly Table[];

  /** All strings must have {@link MIN_NEEDLE_BYTES} or more. */
  constructor(private readonly needles: readonly Uint8Array[]) {
    if (needles.some((needle) => needle.length < MIN_NEEDLE_BYTES)) {
      throw new RangeError(`A string to look for has less than ${MIN_NEEDLE_BYTES} bytes.`);
    }
    const isLong = (needle: Uint8Array) => needle.length >= STRIDE + WINDOW_BYTES - 1;
    const all = needles.map((_, index) => index);
    this.tables = [
      new Table(
        needles,
        all.filter((index) => isLong(needles[index])),
        STRIDE,
      ),
      new Table(
        needles,
        all.filter((index) => !isLong(needles[index])),
        1,
      ),
    ].filter((table) => table.byWindow.size > 0);
  }

  /** Every occurrence of every string. */
  find(bytes: Uint8Array): Match[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.search(
      (table, look) => {
        for (let at = 0; at + WINDOW_BYTES <= bytes.length; at += table.stride) {
          const window = view.getInt32(at);
          if (table.mayHave(window)) look(window, at);
        }
      },
      (needle, start) => (isAt(bytes, start, 1, needle) ? start + needle.length : null),
    );
  }

  /** Every occurrence of every string with `step` - 1 other bytes between its neighbours. */
  findSpread(bytes: Uint8Array, step: number): Match[] {
    return this.search(
      (table, look) => {
        const jump = step * table.stride;
        for (let from = 0; from < step; from++) {
          for (let at = from; at + 3 * step < bytes.length; at += jump) {
            const window =
              (bytes[at] << 24) |
              (bytes[at + step] << 16) |
              (bytes[at + 2 * step] << 8) |
              bytes[at + 3 * step];
            if (table.mayHave(window)) look(window, at);
          }
        }
      },
      (needle, start) => (isAt(bytes, start, step, needle) ? start + (needle.length - 1) * step + 1 : null),
      step,
    );
  }

  /** Every occurrence of every string among the differences (XOR) of neighbouring bytes. */
  findDifferences(bytes: Uint8Array): Match[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.search(
      (table, look) => {
        for (let at = 0; at + WINDOW_BYTES < bytes.length; at += table.stride) {
          const window = view.getInt32(at) ^ view.getInt32(at + 1);
          if (table.mayHave(window)) look(window, at);
        }
      },
      (needle, start) => (areDifferencesAt(bytes, start, needle) ? start + needle.length + 1 : null),
    );
  }

  /** `endOf` says where a string that starts at `start` ends, null when it does not start there. */
  private search(
    walk: (table: Table, look: (window: number, at: number) => void) => void,
    endOf: (needle: Uint8Array, start: number) => number | null,
    step = 1,
  ): Match[] {
    const matches: Match[] = [];
    for (const table of this.tables) {
      walk(table, (window, at) => {
        for (const { needle, offset } of table.byWindow.get(window) ?? []) {
          const start = at - offset * step;
          const end = start < 0 ? null : endOf(this.needles[needle], start);
          if (end !== null) matches.push({ needle, start, end });
        }
      });
    }
    return matches;
  }
}

/** Windows of strings that are all so long that they hold `stride` windows. */
class Table {
  readonly byWindow = new Map<number, { readonly needle: number; readonly offset: number }[]>();
  private readonly filter: Uint8Array;
  /** Right shift that leaves a place in the filter of a hash. */
  private readonly shift: number;

  constructor(
    needles: readonly Uint8Array[],
    indices: readonly number[],
    readonly stride: number,
  ) {
    const bits = Math.ceil(Math.log2(TABLE_LOAD * stride * Math.max(1, indices.length)));
    this.shift = 32 - Math.min(Math.max(bits, TABLE_BITS.least), TABLE_BITS.most);
    this.filter = new Uint8Array(1 << (32 - this.shift));
    const shared = new Map<number, number>();
    for (const index of indices) {
      for (const window of windowsOf(needles[index])) shared.set(window, (shared.get(window) ?? 0) + 1);
    }
    for (const index of indices) this.add(index, windowsOf(needles[index]), shared);
  }

  mayHave(window: number): boolean {
    return this.filter[Math.imul(window, HASH_FACTOR) >>> this.shift] !== 0;
  }

  /** Takes those windows of the string that it shares with the fewest others. */
  private add(needle: number, windows: readonly number[], shared: ReadonlyMap<number, number>): void {
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let from = 0; from + this.stride <= windows.length; from++) {
      let others = 0;
      for (let i = from; i < from + this.stride; i++) others += shared.get(windows[i])!;
      if (others < fewest) [best, fewest] = [from, others];
    }
    for (let offset = best; offset < best + this.stride; offset++) {
      const window = windows[offset];
      const same = this.byWindow.get(window);
      if (same === undefined) this.byWindow.set(window, [{ needle, offset }]);
      else same.push({ needle, offset });
      this.filter[Math.imul(window, HASH_FACTOR) >>> this.shift] = 1;
    }
  }
}

/** The first few windows of a string, each as one number. */
function windowsOf(needle: Uint8Array): number[] {
  const count = Math.min(needle.length - WINDOW_BYTES, MAX_WINDOW_OFFSET) + 1;
  const view = new DataView(needle.buffer, needle.byteOffset, needle.length);
  return Array.from({ length: count }, (_, offset) => view.getInt32(offset));
}

function isAt(bytes: Uint8Array, start: number, step: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) {
    if (bytes[start + i * step] !== wanted[i]) return false;
  }
  return true;
}

function areDifferencesAt(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) {
    if ((bytes[start + i] ^ bytes[start + i + 1]) !== wanted[i]) return false;
  }
  return start + wanted.length < bytes.length;
}
