/** A native way of pairing: what phone and appliance say to each other by it, and what the appliance understands. */
import type { AccessPoint } from "../radio/access-point.ts";
import type { Credentials } from "../radio/wpa.ts";
import type { Channel, Observer } from "../tape/tape.ts";

/** One thing that is said. */
export interface Said {
  readonly from: "phone" | "device";
  /** Since what was said before, microseconds. */
  readonly afterMicros: number;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  readonly kind: string;
  /** Null where others see no content, only its size. */
  readonly payload: Uint8Array | null;
  readonly sizeBytes: number;
}

/** Who talks, and about which network. */
export interface Parties {
  /** Addresses of the radios, six bytes each. */
  readonly phone: Uint8Array;
  readonly device: Uint8Array;
  /** Where the phone is at home. */
  readonly accessPoint: AccessPoint;
}

export interface WayDialogue {
  /** Everything that is said when a network is handed over. */
  handOver(network: Credentials, parties: Parties): readonly Said[];
  /** The network that the appliance understands; null when it understands none. */
  heard(said: readonly Said[]): Credentials | null;
}
