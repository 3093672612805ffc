/**
 * Packets of a capture file, read as a stream. The libraries for it that are on the npm registry read no pcapng, hold
 * the file in memory, or have not been kept; so the two formats are read here, strictly.
 */

export interface Packet {
  /** Counted from 1, as Wireshark does. */
  readonly number: number;
  /** Link type: the format of the bytes (IETF draft-ietf-opsawg-pcaplinktype). */
  readonly linkType: number;
  /** Since 1970. */
  readonly atMicros: number;
  readonly bytes: Uint8Array;
  /** Size on the wire; more than `bytes` has where the recorder cut the packet. */
  readonly originalBytes: number;
  /** As the recorder calls it; null when it does not. */
  readonly interfaceName: string | null;
}

/** Bytes of a capture file beside its packets. */
export interface Aside {
  readonly bytes: Uint8Array;
  /** Name of what holds them; null where it is known to hold no packets. */
  readonly unknown: string | null;
}

/** Longer packets are none (libpcap, MAXIMUM_SNAPLEN, is 256 KiB; USB has longer ones). */
export const MAX_PACKET_BYTES = 16 * 1024 * 1024;

export interface PacketReader {
  /** Reason why the following bytes can't be read; null while they can. */
  readonly trouble: string | null;
  /** Keys of TLS connections are in the file as well. */
  readonly hasKeys: boolean;
  /** Packets that the recorder says it lost. */
  readonly lost: number;
  /** Packets that are whole by now. Their bytes stay as they are only until the next call. */
  push(piece: Uint8Array): Packet[];
  /** Bytes beside the packets that came since this was asked last. */
  asides(): Aside[];
  /** Bytes left over: none in a file that is as it should be. */
  rest(): Uint8Array;
}

/** Takes what is read in pieces apart again at other places. */
export class Intake {
  private held: Uint8Array = new Uint8Array();
  private at = 0;

  add(piece: Uint8Array): void {
    const left = this.left();
    this.held = left.length === 0 ? piece : Buffer.concat([left, piece]);
    this.at = 0;
  }

  get sizeBytes(): number {
    return this.held.length - this.at;
  }

  /** The next bytes, which stay; fewer when there are not so many yet. */
  peek(sizeBytes: number): Uint8Array {
    return this.held.subarray(this.at, this.at + sizeBytes);
  }

  skip(sizeBytes: number): void {
    this.at += sizeBytes;
  }

  left(): Uint8Array {
    return this.held.subarray(this.at);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
