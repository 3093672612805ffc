/** Faults of a serial line and of a chip, decided by a seed. A new one is a field of {@link ChipFaults} and its effect here. */

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

/** Contents of a stretch of flash: as they are, as they would be if every write had worked, and as they last came in. */
interface HashedFlash {
  readonly actual: Uint8Array;
  readonly meant: Uint8Array;
  readonly received: Uint8Array | null;
}

const MD5_BYTES = 16;

/** The faults of one chip and its line at work. */
export class FaultyParts {
  private readonly random: Random;
  private passed = 0;
  private commands = 0;
  /** No byte passes any more. */
  unplugged = false;

  constructor(
    private readonly faults: ChipFaults,
    seed: number,
  ) {
    this.random = Random.stream(seed, "serial line");
  }

  get deadBits(): DeadBits | undefined {
    return this.faults.deadBits;
  }

  /** Whether the line takes this speed. */
  takesBaud(baud: number): boolean {
    return baud <= (this.faults.maxBaud ?? Number.POSITIVE_INFINITY);
  }

  /** Counts a command, and says whether it is answered with an error. */
  failsNextCommand(): boolean {
    this.commands += 1;
    return this.commands === this.faults.failCommand;
  }

  /** The hash of flash that is told. */
  toldMd5({ actual, meant, received }: HashedFlash, md5: (bytes: Uint8Array) => Uint8Array): Uint8Array {
    switch (this.faults.lyingMd5) {
      case "zeros":
        return new Uint8Array(MD5_BYTES);
      case "received":
        return md5(received ?? actual);
      case "consistent":
        return md5(meant);
      default:
        return md5(actual);
    }
  }

  /** Passes bytes on as a bad line does. */
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
