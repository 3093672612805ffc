/**
 * Reads pcap files (IETF draft-ietf-opsawg-pcap), in both byte orders, with microseconds and nanoseconds, and those that
 * A. Kuznetzov's libpcap wrote (wiretap/libpcap.h of Wireshark, PCAP_MODIFIED_MAGIC).
 */
import { Intake, MAX_PACKET_BYTES, type Packet, type PacketReader, viewOf } from "./packet.ts";

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
/** Of the latter: index of the interface, protocol and type are said as well. */
const MODIFIED_RECORD_BYTES = 24;
const MAGIC = { micros: 0xa1b2c3d4, nanos: 0xa1b23c4d, modified: 0xa1b2cd34 };

interface Header {
  readonly isLittle: boolean;
  readonly microsPerUnit: number;
  readonly linkType: number;
  readonly recordBytes: number;
}

export class PcapReader implements PacketReader {
  trouble: string | null = null;
  readonly hasKeys = false;
  readonly lost = 0;
  private readonly intake = new Intake();
  private header: Header | null = null;
  private count = 0;

  push(piece: Uint8Array): Packet[] {
    const { intake } = this;
    intake.add(piece);
    if (this.header === null) {
      if (intake.sizeBytes < HEADER_BYTES) return [];
      this.header = headerOf(intake.peek(HEADER_BYTES));
      intake.skip(HEADER_BYTES);
    }
    const packets: Packet[] = [];
    for (let packet = this.next(); packet !== null; packet = this.next()) packets.push(packet);
    return packets;
  }

  asides(): [] {
    return [];
  }

  rest(): Uint8Array {
    return this.intake.left();
  }

  private next(): Packet | null {
    const { intake, header } = this;
    if (header === null || this.trouble !== null || intake.sizeBytes < header.recordBytes) return null;
    const { isLittle, microsPerUnit, linkType, recordBytes } = header;
    const view = viewOf(intake.peek(recordBytes));
    const [seconds, fraction, captured, originalBytes] = [0, 4, 8, 12].map((at) =>
      view.getUint32(at, isLittle),
    );
    if (captured > MAX_PACKET_BYTES) {
      this.trouble = `packet ${this.count + 1} says that it has ${captured} bytes`;
      return null;
    }
    if (intake.sizeBytes < recordBytes + captured) return null;
    const bytes = intake.peek(recordBytes + captured).subarray(recordBytes);
    intake.skip(recordBytes + captured);
    const atMicros = seconds * 1e6 + Math.floor(fraction * microsPerUnit);
    return { number: ++this.count, linkType, atMicros, bytes, originalBytes, interfaceName: null };
  }
}

function headerOf(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  const isLittle = Object.values(MAGIC).includes(view.getUint32(0, true));
  const magic = view.getUint32(0, isLittle);
  return {
    isLittle,
    microsPerUnit: magic === MAGIC.nanos ? 1e-3 : 1,
    // The upper half says how long the checksum at a frame's end is.
    linkType: view.getUint32(20, isLittle) & 0xffff,
    recordBytes: magic === MAGIC.modified ? MODIFIED_RECORD_BYTES : RECORD_BYTES,
  };
}
