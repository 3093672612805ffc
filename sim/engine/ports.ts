/** The world as its parts see it that record what they do, and whose chance is made from its seed. */
import type { ActorPorts } from "./actor.ts";
import type { Quiet } from "./quiet.ts";
import type { Recording } from "./recorder.ts";

export interface WorldPorts extends ActorPorts {
  readonly quiet: Quiet;
  /** All chance in the world is made from it. */
  readonly seed: number;
  /** Puts an event on the tape, at the instant of what happens now. */
  record(event: Recording): void;
}
