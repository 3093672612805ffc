/**
 * Virtual time and the one event queue of a run. Times are whole microseconds since the world began; events at
 * the same time happen in the order in which they were scheduled. The time only goes forward.
 *
 * An event is data (an actor's name and a message), not a closure, so that a world can be forked.
 */

import { FORK, type Forker } from "./fork.ts";

interface Entry {
  readonly atMicros: number;
  readonly sequence: number;
  readonly actor: string;
  readonly message: unknown;
}

export class Clock {
  /** Time of the last event that was taken. */
  private reachedMicros = 0;
  /** Instant of the call under way that an actor makes later than at {@link reachedMicros}; null for none. */
  private callMicros: number | null = null;
  private sequence = 0;
  /** A binary heap, earliest first. */
  private readonly heap: Entry[] = [];

  /** Instant of whatever happens now. */
  get nowMicros(): number {
    return this.callMicros ?? this.reachedMicros;
  }

  /**
   * Lets `call` happen at `atMicros`: an actor that computes for a while does the one thing earlier, the other later, while
   * the world's time stands still.
   */
  at<T>(atMicros: number, call: () => T): T {
    const before = this.callMicros;
    this.callMicros = Math.max(this.reachedMicros, atMicros);
    try {
      return call();
    } finally {
      this.callMicros = before;
    }
  }

  /** Nothing happens any more until `atMicros`, if that is later than now. */
  advanceTo(atMicros: number): void {
    this.reachedMicros = Math.max(this.reachedMicros, atMicros);
  }

  /** Lets `actor` receive `message` in `afterMicros`. */
  schedule(afterMicros: number, actor: string, message: unknown): void {
    const atMicros = this.nowMicros + Math.max(0, Math.round(afterMicros));
    const { heap } = this;
    heap.push({ atMicros, sequence: this.sequence++, actor, message });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(heap[child], heap[parent])) break;
      [heap[child], heap[parent]] = [heap[parent], heap[child]];
      child = parent;
    }
  }

  /** Takes the next event that is due until `untilMicros` and moves the time to it; null when there is none. */
  next(untilMicros: number): { actor: string; message: unknown } | null {
    const { heap } = this;
    const first = heap[0];
    if (first === undefined || first.atMicros > untilMicros) return null;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) {
          if (child < heap.length && before(heap[child], heap[least])) least = child;
        }
        if (least === parent) break;
        [heap[parent], heap[least]] = [heap[least], heap[parent]];
        parent = least;
      }
    }
    this.reachedMicros = first.atMicros;
    return first;
  }

  /** Refuses messages that are not plain data. */
  [FORK](forker: Forker): Clock {
    const copy = forker.known(this, new Clock());
    copy.reachedMicros = this.reachedMicros;
    copy.sequence = this.sequence;
    for (const entry of this.heap)
      copy.heap.push({ ...entry, message: forker.copyAt(entry.actor, entry.message) });
    return copy;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMicros < b.atMicros || (a.atMicros === b.atMicros && a.sequence < b.sequence);
}
