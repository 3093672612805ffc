/**
 * The Tape is everything that was sent, in order, and who could see it: the judge's only input.
 *
 * Events are plain data and versioned. An event describes one *view*: the bytes (or only their number) as the
 * listed observers see them. A write inside TLS therefore makes two events, one with the plaintext for the
 * endpoint and one with record sizes for the network.
 */

import { FORK, type Forker } from "../engine/fork.ts";

/** Changes when the meaning of an existing field changes. */
export const TAPE_VERSION = 1;

export const OBSERVERS = [
  /** A server that the device talks to: sees what is inside TLS. */
  "endpoint",
  /** On the path: names, addresses, ports, sizes and times, and the content where there is no TLS. */
  "network",
  /** WiFi neighbours, and the radio side of the access point. */
  "air",
  /** Another device on the Jacdac wire. */
  "bus",
  /** Whoever plugs in USB or serial: log, panics, and all frames, as the bridge forwards the device's own too. */
  "cable",
  /** Whoever holds the board later: what is in it at the end, at a power cut, and after forgetting. */
  "flash",
  /** Whoever is in the room: lights, displays, sounds, movement. */
  "bystander",
] as const;
/** Who could learn something. */
export type Observer = (typeof OBSERVERS)[number];

export const CHANNELS = [
  "tcp",
  "tls",
  "http",
  "mqtt",
  "dns",
  "wifi",
  "frame",
  "serial",
  "log",
  "panic",
  "flash",
  "actuator",
  "time",
] as const;
/** The innermost protocol that was recognised. */
export type Channel = (typeof CHANNELS)[number];

export const SENDERS = [
  "device",
  "phone",
  "commissioner",
  "access-point",
  "server",
  "peer",
  "world",
] as const;
export type Sender = (typeof SENDERS)[number];

export const PLATFORM_MECHANISMS = [
  "platform/join",
  "platform/wifi-status",
  "platform/store",
  "platform/settings-read",
  "platform/air",
  "platform/sealed",
  "platform/sealed-offer",
] as const;

/**
 * A platform release (design.md) whose mechanism this event is, as the world saw it happen.
 * `platform/wifi-status`, the WiFi service's replies and events, belongs to the release `platform/join`.
 * `platform/sealed`, the vault's, and `platform/sealed-offer`, sealed provisioning's, which belongs to the former, are
 * nothing that happens but something that the judge finds in the bytes.
 */
export type PlatformMechanism = (typeof PLATFORM_MECHANISMS)[number];

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
  /**
   * Program counters of the firmware's call stack, innermost first; null when it was not firmware's doing or not known.
   * Of what a phone sends: of the firmware that asked for it, or takes it.
   */
  readonly pcs: readonly number[] | null;
  /** Known place in the source, where no program counter leads to it. */
  readonly place?: { readonly file: string; readonly line: number };
  /** Ranges `[start, end)` of the payload that are link data (frame checksums), never compared. */
  readonly linkData?: readonly (readonly [number, number])[];
  readonly platform?: PlatformMechanism;
  /** An announcement with the bytes of the one before it: while nothing else went on (calm.ts), or while it did. */
  readonly repeats?: "calm" | "stir";
  /** Units of work that the device has done since it was last idle (metering.ts); absent where nobody counted. */
  readonly work?: number;
}

/** Collects events in the order in which they happen. */
export class Tape {
  readonly events: TapeEvent[] = [];
  payloadBytes = 0;

  record(event: TapeEvent): void {
    this.events.push(event);
    this.payloadBytes += event.payload?.length ?? 0;
  }

  /** Hands over what was recorded so far, and begins anew. */
  drain(): TapeEvent[] {
    this.payloadBytes = 0;
    return this.events.splice(0);
  }

  /** Events never change: the copy shares them. */
  [FORK](forker: Forker): Tape {
    const copy = forker.known(this, new Tape());
    // A day has more of them than a call takes arguments.
    for (const event of this.events) copy.events.push(event);
    copy.payloadBytes = this.payloadBytes;
    return copy;
  }
}
