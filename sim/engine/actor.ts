/** Anything in a World that acts at a time: the device, its peers, the network, a phone. */
import type { Clock } from "./clock.ts";
import { FORK, type Forker } from "./fork.ts";

/** The world as every actor sees it. Each kind of actor adds, beside itself, what else it needs. */
export interface ActorPorts {
  readonly clock: Clock;
}

/**
 * An actor's state is plain data in its fields. It plans by messages to itself in the clock: plain data of the type
 * `Message`, so that a world can be forked at any time.
 */
export abstract class Actor<Message, Ports extends ActorPorts = ActorPorts> {
  constructor(
    protected readonly world: Ports,
    /** Unique within the world, and the same in every run of the same scenario. */
    readonly id: string,
  ) {}

  /** A message that this actor planned for itself is due. */
  abstract receive(message: Message): void;

  [FORK](forker: Forker): unknown {
    return forker.copyFields(this);
  }

  protected after(micros: number, message: Message): void {
    this.world.clock.schedule(micros, this.id, message);
  }
}
