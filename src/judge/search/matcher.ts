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
/** The same at most, where all strings are even longer. */
const MAX_STRIDE = 12;
/** So many strings at most are looked for in the longest strides. */
const MAX_FEW_NEEDLES = 100;
/** Highest offset of a window in a string: further on there is seldom anything rarer. */
const MAX_WINDOW_OFFSET = 12;
/** The order in which processors hold numbers, which costs least: any would do. */
const LITTLE_ENDIAN = true;
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
    const all = [...needles.keys()];
    const long = all.filter((index) => isLong(needles[index]));
    const short = all.filter((index) => !isLong(needles[index]));
    this.tables = [new Table(needles, long, strideFor(needles, long)), new Table(needles, short, 1)].filter(
      (table) => table.byWindow.size > 0,
    );
  }

  /** Every occurrence of every string. */
  find(bytes: Uint8Array): Match[] {
    const view = viewOf(bytes);
    return this.compared(
      view,
      neighbours,
      (table) => placesOf(view, table),
      (needle, start) => (isAt(bytes, start, 1, needle) ? start + needle.length : null),
    );
  }

  /** Every occurrence of every string with `step` - 1 other bytes between its neighbours. */
  findSpread(bytes: Uint8Array, step: 2 | 3): Match[] {
    const view = viewOf(bytes);
    return this.compared(
      view,
      step === 2 ? everySecond : everyThird,
      (table) => (step === 2 ? placesOfSecond(view, table) : placesOfThird(view, table)),
      (needle, start) => (isAt(bytes, start, step, needle) ? start + (needle.length - 1) * step + 1 : null),
      step,
    );
  }

  /** Every occurrence of every string among the differences (XOR) of neighbouring bytes. */
  findDifferences(bytes: Uint8Array): Match[] {
    const view = viewOf(bytes);
    return this.compared(
      view,
      differences,
      (table) => placesOfDifferences(view, table),
      (needle, start) => (areDifferencesAt(bytes, start, needle) ? start + needle.length + 1 : null),
    );
  }

  /**
   * Strings at the places where one may be. `endOf` says where a string that starts at `start` ends, null when it does
   * not start there.
   */
  private compared(
    view: DataView,
    windowAt: WindowAt,
    placesOf: (table: Table) => readonly number[],
    endOf: (needle: Uint8Array, start: number) => number | null,
    step = 1,
  ): Match[] {
    const matches: Match[] = [];
    for (const table of this.tables) {
      for (const at of placesOf(table)) {
        for (const { needle, offset } of table.byWindow.get(windowAt(view, at)) ?? []) {
          const start = at - offset * step;
          const end = start < 0 ? null : endOf(this.needles[needle], start);
          if (end !== null) matches.push({ needle, start, end });
        }
      }
    }
    return matches;
  }
}

/**
 * Long strides need many windows of each string. Of many strings some are then common: there more is compared than is
 * gained.
 */
function strideFor(needles: readonly Uint8Array[], indices: readonly number[]): number {
  if (indices.length > MAX_FEW_NEEDLES) return STRIDE;
  const shortest = Math.min(...indices.map((index) => needles[index].length));
  return Math.min(MAX_STRIDE, shortest - WINDOW_BYTES + 1);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reads the window at a place: one number for four bytes. */
type WindowAt = (view: DataView, at: number) => number;

const neighbours: WindowAt = (view, at) => view.getInt32(at, LITTLE_ENDIAN);

const differences: WindowAt = (view, at) =>
  view.getInt32(at, LITTLE_ENDIAN) ^ view.getInt32(at + 1, LITTLE_ENDIAN);

/** Of the bytes at `at`, `at` + 2, 4 and 6: in two words, of which the second ends with the window. */
const everySecond: WindowAt = (view, at) => {
  const first = view.getInt32(at, LITTLE_ENDIAN) & 0x00ff00ff;
  const mixed = first | (view.getInt32(at + 3, LITTLE_ENDIAN) & 0xff00ff00);
  return (mixed & 0xff0000ff) | ((mixed >>> 8) & 0xff00) | ((mixed & 0xff00) << 8);
};

/** Of the bytes at `at`, `at` + 3, 6 and 9: the outer ones of two words. */
const everyThird: WindowAt = (view, at) => {
  const first = view.getInt32(at, LITTLE_ENDIAN);
  const second = view.getInt32(at + 6, LITTLE_ENDIAN);
  return (first & 0xff) | ((first >>> 16) & 0xff00) | ((second & 0xff) << 16) | (second & 0xff000000);
};

// Places whose window is perhaps one of a table's. A loop of its own for each way to read windows: most of the time of
// a scan is spent here, and a function that is passed in would be called for every place.

function placesOf(view: DataView, { filter, shift, stride }: Table): number[] {
  const places: number[] = [];
  const last = view.byteLength - WINDOW_BYTES;
  for (let at = 0; at <= last; at += stride) {
    if (filter[slotOf(neighbours(view, at), shift)] !== 0) places.push(at);
  }
  return places;
}

function placesOfDifferences(view: DataView, { filter, shift, stride }: Table): number[] {
  const places: number[] = [];
  const last = view.byteLength - WINDOW_BYTES - 1;
  for (let at = 0; at <= last; at += stride) {
    if (filter[slotOf(differences(view, at), shift)] !== 0) places.push(at);
  }
  return places;
}

function placesOfSecond(view: DataView, { filter, shift, stride }: Table): number[] {
  const places: number[] = [];
  const last = view.byteLength - 2 * (WINDOW_BYTES - 1) - 1;
  for (let from = 0; from < 2; from++) {
    for (let at = from; at <= last; at += 2 * stride) {
      if (filter[slotOf(everySecond(view, at), shift)] !== 0) places.push(at);
    }
  }
  return places;
}

function placesOfThird(view: DataView, { filter, shift, stride }: Table): number[] {
  const places: number[] = [];
  const last = view.byteLength - 3 * (WINDOW_BYTES - 1) - 1;
  for (let from = 0; from < 3; from++) {
    for (let at = from; at <= last; at += 3 * stride) {
      if (filter[slotOf(everyThird(view, at), shift)] !== 0) places.push(at);
    }
  }
  return places;
}

/** Windows of strings that are all so long that they hold `stride` windows. */
class Table {
  readonly byWindow = new Map<number, { readonly needle: number; readonly offset: number }[]>();
  /** Not zero in the slot of each window; seldom in that of another one. */
  readonly filter: Uint8Array;
  /** Right shift that leaves a slot of the filter of a hash. */
  readonly shift: number;

  constructor(
    needles: readonly Uint8Array[],
    indices: readonly number[],
    readonly stride: number,
  ) {
    const bits = Math.ceil(Math.log2(TABLE_LOAD * stride * Math.max(1, indices.length)));
    this.shift = 32 - Math.min(Math.max(bits, TABLE_BITS.least), TABLE_BITS.most);
    this.filter = new Uint8Array(1 << (32 - this.shift));
    const windows = indices.map((index) => windowsOf(needles[index]));
    const shared = new Map<number, number>();
    for (const some of windows) for (const window of some) shared.set(window, (shared.get(window) ?? 0) + 1);
    for (let i = 0; i < indices.length; i++) this.add(indices[i], windows[i], shared);
  }

  /** Takes those windows of the string that it shares with the fewest others. */
  private add(needle: number, windows: Int32Array, shared: ReadonlyMap<number, number>): void {
    const others = windows.map((window) => shared.get(window)!);
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < others.length; i++) {
      sum += others[i];
      const from = i + 1 - this.stride;
      if (from > 0) sum -= others[from - 1];
      if (from < 0 || sum >= fewest) continue;
      best = from;
      fewest = sum;
    }
    for (let offset = best; offset < best + this.stride; offset++) {
      const window = windows[offset];
      const same = this.byWindow.get(window);
      if (same === undefined) this.byWindow.set(window, [{ needle, offset }]);
      else same.push({ needle, offset });
      this.filter[slotOf(window, this.shift)] = 1;
    }
  }
}

function slotOf(window: number, shift: number): number {
  return Math.imul(window, HASH_FACTOR) >>> shift;
}

/** The first few windows of a string, each as one number. */
function windowsOf(needle: Uint8Array): Int32Array {
  const windows = new Int32Array(Math.min(needle.length - WINDOW_BYTES, MAX_WINDOW_OFFSET) + 1);
  const view = viewOf(needle);
  for (let offset = 0; offset < windows.length; offset++) {
    windows[offset] = view.getInt32(offset, LITTLE_ENDIAN);
  }
  return windows;
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
