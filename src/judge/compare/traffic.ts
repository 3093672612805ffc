/** Traffic of a device as flows, without single events: all that a comparison of tapes needs. */
import type { Channel, Observer, TapeEvent } from "../../../sim/tape/tape.ts";

/** All events that one observer sees go one way. */
export interface Flow {
  readonly observer: Observer;
  readonly channel: Channel;
  /** Kind of the events: `connect`, `write`, `query`… */
  readonly kind: string;
  /** The other side; null where there is none. */
  readonly to: string | null;
  readonly events: number;
  /** Size of the largest event, bytes. */
  readonly largestBytes: number;
}

/** Flows that are told apart; a tape with more is made to have many. */
export const MAX_FLOWS = 100_000;

/** Adds up a tape of any length in little memory. */
export class Traffic {
  private readonly byKey = new Map<string, { -readonly [K in keyof Flow]: Flow[K] }>();

  /** False for an event that begins one flow more than {@link MAX_FLOWS}: it is not counted. */
  add(event: TapeEvent): boolean {
    if (event.from !== "device") return true;
    const { channel, kind, to, sizeBytes } = event;
    for (const observer of event.observers) {
      const key = JSON.stringify([observer, channel, kind, to]);
      const flow = this.byKey.get(key);
      if (flow !== undefined) {
        flow.events++;
        flow.largestBytes = Math.max(flow.largestBytes, sizeBytes);
      } else if (this.byKey.size >= MAX_FLOWS) return false;
      else this.byKey.set(key, { observer, channel, kind, to, events: 1, largestBytes: sizeBytes });
    }
    return true;
  }

  /** In the order in which they began; names go through `redact`. */
  flows(redact: (text: string) => string): Flow[] {
    return [...this.byKey.values()].map((flow) => ({
      ...flow,
      kind: redact(flow.kind),
      to: flow.to === null ? null : redact(flow.to),
    }));
  }
}
