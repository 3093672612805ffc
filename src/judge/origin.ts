/** Where the bytes of a layer come from: stretches of the outer bytes, in order. */
import type { Range } from "./run.ts";

export class Origins {
  /** From these places of the layer on, its bytes were read from the range with the same number. */
  private readonly places: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** All of the layer's bytes come from one range. */
  static of(range: Range): Origins {
    const origins = new Origins();
    origins.add(0, range);
    return origins;
  }

  /** `at` rises from call to call. */
  add(at: number, { start, end }: Range): void {
    this.places.push(at);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** The outer bytes from which a range of the layer was read. */
  locate({ start, end }: Range): Range {
    return { start: this.starts[this.indexAt(start)], end: this.ends[this.indexAt(end - 1)] };
  }

  /** The last range that begins at or before `at`. */
  private indexAt(at: number): number {
    let low = 0;
    let high = this.places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
