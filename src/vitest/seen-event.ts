/** A SeenEvent is one event on a tape, as its observers see it, with secrets replaced by their names. */
import type { Channel, Observer, Sender, TapeEvent } from "../../sim/tape.ts";
import type { Scanner } from "../judge/scan.ts";
import type { EventReport } from "../report/events.ts";

export class SeenEvent {
  /** Virtual time since power-on, microseconds. */
  readonly atMicros: number;
  readonly from: Sender;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  /** What happened: `connect`, `write`, `query`… */
  readonly kind: string;
  /** The other side, such as `cloud.example.com:443`; null where there is none. */
  readonly to: string | null;
  readonly sizeBytes: number;
  readonly #event: TapeEvent;
  readonly #report: EventReport;

  constructor(event: TapeEvent, scanner: Scanner, report: EventReport) {
    this.atMicros = event.atMicros;
    this.from = event.from;
    this.channel = event.channel;
    this.observers = event.observers;
    this.kind = scanner.redact(event.kind);
    this.to = event.to === null ? null : scanner.redact(event.to);
    this.sizeBytes = event.sizeBytes;
    this.#event = event;
    this.#report = report;
  }

  /** The content, as text where it is text, else in hexadecimal; null where only the size is seen. */
  get text(): string | null {
    return this.#report.shown(this.#event).payload;
  }

  /** The line of the firmware that caused it is in it, its content is not: redaction may not see all that is told in pieces. */
  toJSON(): object {
    const { atMicros, from, channel, observers } = this;
    const { summary } = this.#report.shown({ ...this.#event, payload: null });
    return { atMicros, from, channel, observers, summary };
  }
}
