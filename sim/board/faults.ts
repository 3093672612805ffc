/** What goes wrong on a line and in a chip, decided by a seed. */

import { Random } from "../engine/random.ts";
import type { DeadBits } from "./flash-memory.ts";

export interface ChipFaults {
  /** One byte in so many has a bit flipped, in either direction. */
  readonly noiseEvery?: number;
  /** One byte in so many is lost, in either direction. */
  readonly lossEvery?: number;
  /** The line is quiet and dead after so many bytes in both directions together. */
  readonly unplugAfterBytes?: number;
  /** Which command, counted from 1 at power-on, is answered with an error. */
  readonly failCommand?: number;
  /**
   * MD5 is answered with that of what was last received, with zeros, or with what it would be if every write had
   * worked, instead of that of the flash.
   */
  readonly lyingMd5?: "received" | "zeros" | "consistent";
  readonly deadBits?: DeadBits;
  /** A lower speed is all that the line takes: above, every byte is garbage. */
  readonly maxBaud?: number;
}

/** Passes bytes on as a bad line does. */
export class Line {
  private readonly random: Random;
  private passed = 0;
  /** No byte passes any more. */
  unplugged = false;

  constructor(
    private readonly faults: ChipFaults,
    seed: number,
  ) {
    this.random = Random.stream(seed, "serial line");
  }

  carry(bytes: Uint8Array): Uint8Array {
    const { noiseEvery = 0, lossEvery = 0, unplugAfterBytes = Number.POSITIVE_INFINITY } = this.faults;
    const left = unplugAfterBytes - this.passed;
    this.passed += bytes.length;
    if (left <= bytes.length) this.unplugged = true;
    const reached = bytes.subarray(0, Math.max(0, left));
    if (noiseEvery === 0 && lossEvery === 0) return reached;
    const out: number[] = [];
    for (const byte of reached) {
      if (this.strikes(lossEvery)) continue;
      out.push(this.strikes(noiseEvery) ? byte ^ (1 << this.random.below(8)) : byte);
    }
    return Uint8Array.from(out);
  }

  private strikes(every: number): boolean {
    return every > 0 && this.random.below(every) === 0;
  }
}
