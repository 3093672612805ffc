/** A SeenEvent is one event on a tape, as its observers see it, without the appliance's secrets. */
import type { Channel, Observer, Sender, TapeEvent } from "../../sim/tape/tape.ts";

/** Texts of an event that the firmware chooses, made fit to be shown. */
export interface Words {
  readonly kind: string;
  readonly to: string | null;
  readonly text: string | null;
}

export class SeenEvent {
  /** Virtual time since power-on, microseconds. */
  readonly atMicros: number;
  readonly from: Sender;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  readonly sizeBytes: number;
  /** The line of the firmware that caused it, as `file:line`; null where it is none or not known. */
  readonly source: string | null;
  readonly #read: () => Words;

  constructor(event: TapeEvent, source: string | null, read: () => Words) {
    this.atMicros = event.atMicros;
    this.from = event.from;
    this.channel = event.channel;
    this.observers = event.observers;
    this.sizeBytes = event.sizeBytes;
    this.source = source;
    this.#read = read;
  }

  /** Kind of the event: `connect`, `write`, `query`… */
  get kind(): string {
    return this.#read().kind;
  }

  /** The other side, such as `cloud.example.com:443`; null where there is none. */
  get to(): string | null {
    return this.#read().to;
  }

  /** The content, as text where it is text, else in hexadecimal; null where only the size is seen. */
  get text(): string | null {
    return this.#read().text;
  }

  /** Contents of a snapshot of it: who sees what kind of thing, not the content. */
  toJSON(): object {
    const { atMicros, from, channel, observers, kind, to, sizeBytes, source } = this;
    return { atMicros, from, channel, observers, kind, to, sizeBytes, source };
  }
}
