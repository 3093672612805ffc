/**
 * Finds any of many byte strings in one pass (A. Aho, M. Corasick: "Efficient string matching", CACM 18, 1975).
 * The automaton covers only the first bytes of each string, which keeps its table small enough for the
 * processor's cache; the rest is compared where those were found.
 */

/** Bytes of each string that are in the automaton. */
const PREFIX_BYTES = 5;

export interface Match {
  /** Index of the string that was found. */
  readonly needle: number;
  /** Range of bytes `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

export class Matcher {
  /** Next state by 256 * state + byte. */
  private readonly table: Int32Array;
  /** Needles whose prefix ends in a state. */
  private readonly ends: (readonly number[])[];

  constructor(private readonly needles: readonly Uint8Array[]) {
    const children: Map<number, number>[] = [new Map()];
    const ends: number[][] = [[]];
    needles.forEach((needle, index) => {
      let state = 0;
      for (const byte of needle.subarray(0, PREFIX_BYTES)) {
        let next = children[state].get(byte);
        if (next === undefined) {
          next = children.push(new Map()) - 1;
          ends.push([]);
          children[state].set(byte, next);
        }
        state = next;
      }
      if (needle.length > 0) ends[state].push(index);
    });
    this.table = new Int32Array(256 * children.length);
    const failure = new Int32Array(children.length);
    const queue: number[] = [];
    for (const [byte, child] of children[0]) {
      this.table[byte] = child;
      queue.push(child);
    }
    for (const state of queue) {
      const fallback = 256 * failure[state];
      this.table.copyWithin(256 * state, fallback, fallback + 256);
      ends[state].push(...ends[failure[state]]);
      for (const [byte, child] of children[state]) {
        failure[child] = this.table[fallback + byte];
        this.table[256 * state + byte] = child;
        queue.push(child);
      }
    }
    this.ends = ends;
  }

  /** Every occurrence of every string, by where its prefix ends. */
  find(bytes: Uint8Array): Match[] {
    const { table, ends, needles } = this;
    const matches: Match[] = [];
    let state = 0;
    for (let i = 0; i < bytes.length; i++) {
      state = table[(state << 8) | bytes[i]];
      const candidates = ends[state];
      for (let c = 0; c < candidates.length; c++) {
        const needle = needles[candidates[c]];
        const start = i + 1 - Math.min(needle.length, PREFIX_BYTES);
        if (startsWith(bytes, start, needle)) {
          matches.push({ needle: candidates[c], start, end: start + needle.length });
        }
      }
    }
    return matches;
  }
}

function startsWith(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  if (start + needle.length > bytes.length) return false;
  for (let i = PREFIX_BYTES; i < needle.length; i++) {
    if (bytes[start + i] !== needle[i]) return false;
  }
  return true;
}
