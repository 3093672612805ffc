/** Reads pcap files (IETF draft-ietf-opsawg-pcap), in both byte orders, with microseconds and nanoseconds. */
import { Intake, MAX_PACKET_BYTES, type Packet, type PacketReader, viewOf } from "./packet.ts";

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
const MAGIC = { micros: 0xa1b2c3d4, nanos: 0xa1b23c4d };

interface Header {
  readonly isLittle: boolean;
  readonly microsPerUnit: number;
  readonly linkType: number;
}

export class PcapReader implements PacketReader {
  trouble: string | null = null;
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

  rest(): Uint8Array {
    return this.intake.left();
  }

  private next(): Packet | null {
    const { intake, header } = this;
    if (header === null || this.trouble !== null || intake.sizeBytes < RECORD_BYTES) return null;
    const view = viewOf(intake.peek(RECORD_BYTES));
    const { isLittle, microsPerUnit, linkType } = header;
    const [seconds, fraction, captured, originalBytes] = [0, 4, 8, 12].map((at) =>
      view.getUint32(at, isLittle),
    );
    if (captured > MAX_PACKET_BYTES) {
      this.trouble = `packet ${this.count + 1} says that it has ${captured} bytes`;
      return null;
    }
    if (intake.sizeBytes < RECORD_BYTES + captured) return null;
    const bytes = intake.peek(RECORD_BYTES + captured).subarray(RECORD_BYTES);
    intake.skip(RECORD_BYTES + captured);
    const atMicros = seconds * 1e6 + Math.floor(fraction * microsPerUnit);
    return { number: ++this.count, linkType, atMicros, bytes, originalBytes, interfaceName: null };
  }
}

function headerOf(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  const isLittle = Object.values(MAGIC).includes(view.getUint32(0, true));
  const isNanos = view.getUint32(0, isLittle) === MAGIC.nanos;
  // The upper half says how long the checksum at a frame's end is.
  return { isLittle, microsPerUnit: isNanos ? 1e-3 : 1, linkType: view.getUint32(20, isLittle) & 0xffff };
}
