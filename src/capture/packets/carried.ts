/** Parts of a frame once its link layer is off: packets, content, and blind spots with their names. */
import type { Channel, Observer } from "../../../sim/tape/tape.ts";
import type { BlindKind } from "../../judge/read/understood.ts";

interface Seen {
  readonly bytes: Uint8Array;
  /** Observer that could see the frame. */
  readonly observer: Observer;
}

/** Every frame comes to one of these: there is no way to drop it. */
export type Carried =
  /** A packet of the Internet protocol. */
  | (Seen & { readonly kind: "ip" })
  /** Content that is searched as it stands; `management`: of 802.11. */
  | (Seen & { readonly kind: "content" | "management"; readonly channel: Channel })
  /** Part of a value that others continue, on the thread of this name. */
  | (Seen & { readonly kind: "piece"; readonly channel: Channel; readonly thread: string })
  /** An 802.11 frame that holds a message of a handshake; `start` is where its logical link begins. */
  | (Seen & { readonly kind: "handshake"; readonly channel: Channel; readonly start: number })
  /** An encrypted 802.11 frame: from its header on. */
  | (Seen & { readonly kind: "sealed"; readonly channel: Channel })
  /** Reading stops here. */
  | (Seen & {
      readonly kind: "blind";
      readonly channel: Channel;
      readonly spot: BlindKind;
      readonly detail: string | null;
    });

export type CarriedList = readonly [Carried, ...Carried[]];

/** State that frames of one capture share. */
export interface LinkState {
  /** Bluetooth LE connections, by access address, that have switched encryption on. */
  readonly sealed: Set<number>;
  /** First parts of L2CAP packets, by connection. */
  readonly parts: Map<string, Uint8Array>;
}

/** Frames in frames, at most. */
export const MAX_NESTING = 8;

/** IP is recognised by its version. */
export function network(bytes: Uint8Array): CarriedList {
  const version = (bytes[0] ?? 0) >> 4;
  return version === 4 || version === 6
    ? [{ kind: "ip", bytes, observer: "network" }]
    : blind(bytes, "broken", "IP");
}

export function content(bytes: Uint8Array): CarriedList {
  return [{ kind: "content", bytes, observer: "network", channel: "tcp" }];
}

/** Content of a protocol that has no reader: its frames may continue each other. */
export function piece(bytes: Uint8Array, thread: string): CarriedList {
  return [{ kind: "piece", thread, bytes, observer: "network", channel: "tcp" }];
}

export function blind(bytes: Uint8Array, spot: BlindKind, detail: string | null): CarriedList {
  return [{ kind: "blind", spot, detail, bytes, observer: "network", channel: "tcp" }];
}
