/** Origins of a layer's bytes: stretches of the outer bytes, in order. */
import type { Range } from "./byte-class.ts";

export class Origins {
  /** From these places of the layer on, its bytes were read from the range with the same number. */
  private readonly places: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Those ranges stand in the layer byte for byte. */
  private readonly copied: boolean[] = [];

  /** All of the layer's bytes come from one range. */
  static of(range: Range): Origins {
    const origins = new Origins();
    origins.add(0, range);
    return origins;
  }

  /** `at` rises from call to call. `isCopy`: the range stands in the layer byte for byte. */
  add(at: number, { start, end }: Range, isCopy = false): void {
    this.places.push(at);
    this.starts.push(start);
    this.ends.push(end);
    this.copied.push(isCopy);
  }

  /** The outer bytes from which a range of the layer was read. */
  locate({ start, end }: Range): Range {
    const first = this.indexAt(start);
    const last = this.indexAt(end - 1);
    return {
      start: this.starts[first] + (this.copied[first] ? start - this.places[first] : 0),
      end: this.copied[last] ? this.starts[last] + end - this.places[last] : this.ends[last],
    };
  }

  /** True if a range of the layer stands in the outer bytes as it is. */
  isCopy({ start, end }: Range): boolean {
    const index = this.indexAt(start);
    return this.copied[index] && index === this.indexAt(end - 1);
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
