/**
 * The Tape is everything that was sent, in order, and who could see it: the judge's only input.
 *
 * Events are plain data and versioned. An event describes one *view*: the bytes (or only their number) as the
 * listed observers see them. A write inside TLS therefore makes two events, one with the plaintext for the
 * endpoint and one with record sizes for the network.
 */

/** Changes when the meaning of an existing field changes. */
export const TAPE_VERSION = 1;

export const OBSERVERS = ["endpoint", "network", "air", "bus", "cable", "flash", "bystander"] as const;
/** Who could learn something. design.md says what each of them sees. */
export type Observer = (typeof OBSERVERS)[number];

/** The innermost protocol that was recognised. */
export type Channel =
  | "tcp"
  | "tls"
  | "http"
  | "mqtt"
  | "dns"
  | "wifi"
  | "frame"
  | "log"
  | "panic"
  | "flash"
  | "actuator"
  | "time";

export type Sender = "device" | "phone" | "access-point" | "server" | "peer" | "world";

/**
 * A platform release (design.md) whose mechanism this event is, as the world saw it happen.
 * `platform/wifi-status`, the WiFi service's replies and events, belongs to the release `platform/join`.
 */
export type PlatformMechanism =
  | "platform/join"
  | "platform/wifi-status"
  | "platform/store"
  | "platform/settings-read"
  | "platform/air";

export interface TapeEvent {
  readonly atMicros: number;
  readonly from: Sender;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  /** What happened: `connect`, `write`, `query`, `line`, `frame`, `entry`… A few words, never secret. */
  readonly kind: string;
  /** The other side as the observers name it, such as `cloud.example.com:443`. Chosen by firmware: may be secret. */
  readonly to: string | null;
  /** What they see of the content; null when only the fact, the size and the time. */
  readonly payload: Uint8Array | null;
  readonly sizeBytes: number;
  /** Number of the connection within the run, for reassembly; null outside of connections. */
  readonly stream: number | null;
  /** Program counters of the firmware's call stack, innermost first; null when it was not firmware's doing or not known. */
  readonly pcs: readonly number[] | null;
  /** Known place in the source, where no program counter leads to it. */
  readonly place?: { readonly file: string; readonly line: number };
  /** Ranges `[start, end)` of the payload that are link data (frame checksums), never compared. */
  readonly linkData?: readonly (readonly [number, number])[];
  readonly platform?: PlatformMechanism;
}

/** Collects events in the order in which they happen. */
export class Tape {
  readonly events: TapeEvent[] = [];
  payloadBytes = 0;

  record(event: TapeEvent): void {
    this.events.push(event);
    this.payloadBytes += event.payload?.length ?? 0;
  }
}
