/**
 * The Tape is everything that was sent, in order, and who could see it: the judge's only input.
 *
 * Events are plain data and versioned. An event describes one *view*: the bytes (or only their number) as the
 * listed observers see them. A write inside TLS therefore makes two events, one with the plaintext for the
 * endpoint and one with record sizes for the network.
 */

import type { Position } from "./position.ts";

/** Changes when the meaning of an existing field changes. */
export const TAPE_VERSION = 2;

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
/** Observer: someone who could learn something from the device. */
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

/** A flow that the platform itself needs: a release that no policy has to declare. */
interface PlatformRelease {
  /** Observers that may learn something by it. */
  readonly observers: readonly Observer[];
  /** Names of the secrets that it covers; null for any. */
  readonly secrets: readonly string[] | null;
  /** The release by whose name policies and reports know it, where that is not its own. */
  readonly partOf?: string;
  /** Condition outside of the firmware on which it rests, for reports. */
  readonly assumes?: string;
  /** It holds under the profile `strict` as well. */
  readonly isStrict?: true;
}

const WIFI = ["wifi.ssid", "wifi.psk"];

/**
 * All platform releases, by the name of their mechanism. A new one is an entry here and its name in `platform` of the
 * events where the mechanism is at work: policies, saved tapes and reports follow.
 */
const PLATFORM_RELEASES = {
  /** The device tells its WiFi service which network to join. */
  "platform/join": { observers: ["cable"], secrets: WIFI },
  /** Replies and events of the WiFi service. */
  "platform/wifi-status": { observers: ["cable"], secrets: ["wifi.ssid"], partOf: "platform/join" },
  /** Entries of the WiFi service, and settings that the tool wrote, in flash. */
  "platform/store": { observers: ["flash"], secrets: null },
  /** The device's own settings service answers the device. */
  "platform/settings-read": { observers: ["cable"], secrets: null },
  /** Leavings of earlier frames behind the data of a frame: whoever is on the cable has had those. */
  "platform/padding": { observers: ["cable"], secrets: null, partOf: "platform/settings-read" },
  /** Management frames of 802.11, and the handshake. */
  "platform/air": { observers: ["air"], secrets: WIFI, isStrict: true },
  /** Blobs of the vault: nothing that happens, but something that the judge finds in the bytes. */
  "platform/sealed": { observers: ["flash", "cable"], secrets: null, assumes: "flash encryption" },
  /** Blobs of sealed provisioning, which the judge finds in the bytes too. */
  "platform/sealed-offer": { observers: ["bus", "cable"], secrets: WIFI, partOf: "platform/sealed" },
} as const satisfies Readonly<Record<string, PlatformRelease>>;

/** Mechanism by which the platform lets something be known. */
export type PlatformMechanism = keyof typeof PLATFORM_RELEASES;

export const PLATFORM_MECHANISMS = Object.keys(PLATFORM_RELEASES) as readonly PlatformMechanism[];

/** The platform release of a mechanism. */
export function platformReleaseOf(mechanism: PlatformMechanism): PlatformRelease {
  return PLATFORM_RELEASES[mechanism];
}

export interface TapeEvent {
  readonly atMicros: number;
  readonly from: Sender;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  /**
   * Kind of event: `connect`, `write`, `query`, `line`, `frame`, `entry`… A few words, never
   * secret.
   */
  readonly kind: string;
  /** The other side as the observers name it, such as `cloud.example.com:443`. Chosen by firmware: may be secret. */
  readonly to: string | null;
  /** Content that the observers see; null when they see only the fact, the size and the time. */
  readonly payload: Uint8Array | null;
  readonly sizeBytes: number;
  /** Number of the connection within the run, for reassembly; null outside of connections. */
  readonly stream: number | null;
  /**
   * Position in the firmware; null when it was not firmware's doing or is not known. Of what a phone sends: position of the
   * firmware that asked for it, or takes it.
   */
  readonly position: Position | null;
  /** Ranges `[start, end)` of the payload that are link data (frame checksums), never compared. */
  readonly linkData?: readonly (readonly [number, number])[];
  /** The mechanism of a platform release that this event is, as the world saw it happen. */
  readonly platform?: PlatformMechanism;
  /** Ranges `[start, end)` of the payload that the mechanism needs; absent where it needs all of it. */
  readonly platformRanges?: readonly (readonly [number, number])[];
  /** An announcement with the bytes of the one before it: while nothing else went on (engine/quiet.ts), or while it did. */
  readonly repeats?: "calm" | "stir";
  /** Units of work that the device has done since it was last idle (metering.ts); absent where nobody counted. */
  readonly work?: number;
}

/** Everything that was sent in one run, in order. */
export interface Tape {
  readonly events: readonly TapeEvent[];
}

const IN_IMAGE = "image ";

/** Kind of the event that stands for a credential which is part of the image: who holds the board can read it there. */
export function kindInImage(settingKey: string): string {
  return `${IN_IMAGE}${settingKey}`;
}

/** Key of the setting whose default is part of the image; null for any other event. */
export function keyInImage({ channel, kind }: Pick<TapeEvent, "channel" | "kind">): string | null {
  return channel === "flash" && kind.startsWith(IN_IMAGE) ? kind.slice(IN_IMAGE.length) : null;
}
