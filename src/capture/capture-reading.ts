/** A reading of a recording: what a reader of one capture format needs, and what it comes back with. */
import type { ByteSource } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import type { Packet } from "./packets/packet.ts";

/** Means that reading may need besides the file's bytes. */
export interface ReadingMeans {
  /** Packets with what TLS carried; null where nobody has the keys. */
  readonly inside: (hasKeys: boolean) => Promise<AsyncIterable<Packet> | null>;
  /** The file from its beginning. */
  readonly again: () => Promise<ByteSource>;
  /** Gets every message; null when nobody wants them. */
  readonly messages: Messages | null;
}

/** Counts of what was read. */
export interface CaptureReading {
  /** Packets or requests; null for what has none. */
  readonly events: number | null;
  readonly connections: number | null;
  /** From the first moment to the last. */
  readonly durationMicros: number;
  /** Why something may be in it that was not seen, a phrase each. */
  readonly blindSpots: readonly string[];
}
