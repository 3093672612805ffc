/** A SeenTape is what an appliance sent in a test, as its observers see it, without its secrets. */
import type { Channel, Observer } from "../../sim/tape/tape.ts";
import type { Episode } from "./episode.ts";
import { EPISODE } from "./episode-of.ts";
import type { SeenEvent } from "./seen-event.ts";
import { seenEvents } from "./seen-events.ts";

export class SeenTape {
  readonly #episode: Episode;
  #events: readonly SeenEvent[] | null = null;

  constructor(episode: Episode) {
    this.#episode = episode;
  }

  /** In the order in which they happen. */
  get events(): readonly SeenEvent[] {
    this.#events ??= seenEvents(this.#episode);
    return this.#events;
  }

  /** Events that one observer sees, on one channel or on all. */
  seenBy(observer: Observer, channel?: Channel): SeenEvent[] {
    return this.events.filter(
      (event) => event.observers.includes(observer) && (channel === undefined || event.channel === channel),
    );
  }

  /** Lines that the firmware and its runtime print. */
  get log(): readonly string[] {
    return this.events.filter(({ channel }) => channel === "log").map(({ text }) => text ?? "");
  }

  /** Contents of a snapshot of it. */
  toJSON(): object {
    return this.events.map((event) => event.toJSON());
  }

  [EPISODE](): Episode {
    return this.#episode;
  }
}
