/** A Leg is one native way of pairing: what phone and appliance say to each other, and what the appliance makes of it. */
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

export interface Leg {
  handOver(network: Credentials, parties: Parties): readonly Said[];
  /** Null when it is not understood. */
  heard(said: readonly Said[]): Credentials | null;
}
