/** A reading of a recording: what a reader of one capture format needs, and what it comes back with. */
import type { ByteSource } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import type { BlindSpotShare } from "./ledger.ts";
import type { Packet } from "./packets/packet.ts";

/** Packets that a program of its own takes out of the recording. */
export interface TakenPackets {
  readonly packets: AsyncIterable<Packet>;
  /** Reason why some are missing, once the others have come; null when all is well. */
  readonly trouble: () => string | null;
}

/** Records of TLS that were opened in one frame. */
export interface OpenedRecords {
  readonly frame: number;
  readonly count: number;
}

/** Content that TLS carried, a packet a record. */
export interface OpenedTls extends TakenPackets {
  /** Records that were opened too, and hold no content, such as those of TLS 1.3's handshake. */
  readonly withoutContent: () => AsyncIterable<OpenedRecords>;
}

/** Means that reading may need besides the file's bytes. */
export interface ReadingMeans {
  /** Content of TLS; null where nobody has the keys. */
  readonly inside: (hasKeys: boolean) => Promise<OpenedTls | null>;
  /** IP packets in frames of links that are not read here; null where nobody may look for them. */
  readonly linked: (() => TakenPackets) | null;
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
  /** Blind spots: reasons why the capture may hold something unseen, a phrase each. */
  readonly blindSpots: readonly string[];
  /** The same by kind, with the share that each has of all bytes that were looked at. */
  readonly notUnderstood: readonly BlindSpotShare[];
}
