/**
 * Whether anything goes on in the world. Where nothing has for a while, everybody announces itself, and the device
 * looks after itself, less often than on a board: a day in which little happens then takes seconds.
 */
import type { Clock } from "./clock.ts";

/** It is calm when nothing but announcements has been sent for this long. */
const CALM_AFTER_MICROS = 20_000_000;
/** Time between announcements in a calm. The runtime forgets whom it has not heard for 2 s (tried: not at 1.9). */
export const CALM_MICROS = 1_500_000;

export class Calm {
  private stirredMicros = 0;

  constructor(private readonly clock: Clock) {}

  /** Something happens now. */
  stir(): void {
    this.stirredMicros = this.clock.nowMicros;
  }

  get lasts(): boolean {
    return this.clock.nowMicros - this.stirredMicros >= CALM_AFTER_MICROS;
  }
}
