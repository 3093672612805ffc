/**
 * Quiet times: stretches of a run in which nothing but announcements is sent. The simulation then saves work: everybody
 * announces itself, and the device looks after itself, less often than on a board. A day in which little happens takes
 * seconds that way, and firmware cannot tell the difference.
 */
import type { Clock } from "./clock.ts";
import { FORK, type Forker } from "./fork.ts";

/** Time without anything but announcements after which it is quiet. */
const QUIET_AFTER_MICROS = 20_000_000;
/** Time between announcements while it is quiet. The runtime forgets whom it has not heard for 2 s (tried: not at 1.9). */
export const QUIET_ANNOUNCE_MICROS = 1_500_000;

export class Quiet {
  private disturbedMicros = 0;

  constructor(private readonly clock: Clock) {}

  /** Something happens now: the quiet ends, or begins later. */
  disturb(): void {
    this.disturbedMicros = this.clock.nowMicros;
  }

  get lasts(): boolean {
    return this.clock.nowMicros - this.disturbedMicros >= QUIET_AFTER_MICROS;
  }

  [FORK](forker: Forker): Quiet {
    return forker.copyFields(this);
  }
}
