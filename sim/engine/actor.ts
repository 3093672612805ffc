/** Anything in a World that acts at a time: the device, its peers, the network, a phone. */
import type { World } from "../home/world.ts";

/** An actor's state is plain data in its fields; what it plans is a message to itself in the clock. */
export abstract class Actor {
  constructor(
    protected readonly world: World,
    /** Unique within the world, and the same in every run of the same scenario. */
    readonly id: string,
  ) {}

  /** A message that was scheduled for this actor is due. */
  abstract receive(message: unknown): void;

  protected after(micros: number, message: unknown): void {
    this.world.clock.schedule(micros, this.id, message);
  }
}
