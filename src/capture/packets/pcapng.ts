/** Reads pcapng files (IETF draft-ietf-opsawg-pcapng): any number of sections, interfaces and kinds of packet blocks. */
import { toText } from "../../../sim/tape/bytes.ts";
import { type Aside, Intake, MAX_PACKET_BYTES, type Packet, type PacketReader, viewOf } from "./packet.ts";

const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  oldPacket: 2,
  simple: 3,
  names: 4,
  statistics: 5,
  packet: 6,
  journal: 9,
  secrets: 10,
  custom: 0x0bad,
  customNotCopied: 0x4000_0bad,
};
/** Blocks that hold no packets, but text that people or programs have put there. */
const TEXT_BLOCKS = [BLOCK.names, BLOCK.journal, BLOCK.custom, BLOCK.customNotCopied];
/** Options of a packet that has none: the mark of their end. */
const NO_OPTIONS_BYTES = 4;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPTION = { end: 0, interfaceName: 2, timeResolution: 9, droppedByInterface: 5, droppedBySystem: 7 };
/** Type of secrets that are a key log. */
const TLS_KEYS = 0x544c534b;
/** Type, length, and the length again at the end. */
const FRAME_BYTES = 12;
/** A block has options around the packet. */
const MAX_BLOCK_BYTES = MAX_PACKET_BYTES + 1024 * 1024;
const MICROS = 1e6;

interface Interface {
  readonly linkType: number;
  /** Longest part of a packet that is recorded; 0 for no limit. */
  readonly snapBytes: number;
  readonly unitsPerSecond: number;
  readonly name: string | null;
}

export class PcapngReader implements PacketReader {
  trouble: string | null = null;
  hasKeys = false;
  private readonly intake = new Intake();
  private isLittle = true;
  private interfaces: Interface[] = [];
  private count = 0;
  private readonly drops = new Map<number, number>();
  private aside: Aside[] = [];

  get lost(): number {
    return [...this.drops.values()].reduce((sum, count) => sum + count, 0);
  }

  push(piece: Uint8Array): Packet[] {
    this.intake.add(piece);
    const packets: Packet[] = [];
    for (let block = this.next(); block !== null; block = this.next()) {
      const packet = this.read(block.type, block.body);
      if (packet !== null) packets.push(packet);
    }
    return packets;
  }

  asides(): Aside[] {
    return this.aside.splice(0);
  }

  rest(): Uint8Array {
    return this.intake.left();
  }

  private next(): { type: number; body: Uint8Array } | null {
    const { intake } = this;
    if (this.trouble !== null || intake.sizeBytes < FRAME_BYTES) return null;
    const head = viewOf(intake.peek(FRAME_BYTES));
    const type = head.getUint32(0, this.isLittle);
    if (type === BLOCK.section) this.isLittle = head.getUint32(8, true) === BYTE_ORDER_MAGIC;
    const length = head.getUint32(4, this.isLittle);
    if (length < FRAME_BYTES || length % 4 !== 0 || length > MAX_BLOCK_BYTES) return this.broken();
    if (intake.sizeBytes < length) return null;
    const block = intake.peek(length);
    if (viewOf(block).getUint32(length - 4, this.isLittle) !== length) return this.broken();
    intake.skip(length);
    return { type, body: block.subarray(8, length - 4) };
  }

  private broken(): null {
    this.trouble = `what follows packet ${this.count} is no block of a pcapng file`;
    return null;
  }

  private read(type: number, body: Uint8Array): Packet | null {
    const view = viewOf(body);
    const u32 = (at: number) => view.getUint32(at, this.isLittle);
    switch (type) {
      case BLOCK.section:
        this.interfaces = [];
        this.note(body.subarray(16));
        return null;
      case BLOCK.interface:
        if (body.length >= 8) this.interfaces.push(this.describe(body));
        this.note(body.subarray(8));
        return null;
      case BLOCK.secrets:
        if (body.length >= 8 && u32(0) === TLS_KEYS) this.hasKeys = true;
        return null;
      case BLOCK.statistics:
        if (body.length >= 12) this.countDrops(u32(0), body.subarray(12));
        this.note(body.subarray(12));
        return null;
      case BLOCK.packet:
      case BLOCK.oldPacket: {
        if (body.length < 20) return this.unknown(type, body);
        const index = type === BLOCK.packet ? u32(0) : view.getUint16(0, this.isLittle);
        return this.packet(index, [u32(4), u32(8)], body.subarray(20), u32(12), u32(16));
      }
      case BLOCK.simple: {
        if (body.length < 4) return this.unknown(type, body);
        const snap = this.interfaces[0]?.snapBytes || u32(0);
        return this.packet(0, null, body.subarray(4), Math.min(u32(0), snap), u32(0));
      }
      default:
        if (!TEXT_BLOCKS.includes(type)) return this.unknown(type, body);
        this.note(body);
        return null;
    }
  }

  /** The bytes stay as they are only until more are read. */
  private note(bytes: Uint8Array): void {
    if (bytes.length > NO_OPTIONS_BYTES) this.aside.push({ bytes, unknown: null });
  }

  private unknown(type: number, bytes: Uint8Array): null {
    this.aside.push({ bytes, unknown: `pcapng block ${type}` });
    return null;
  }

  private packet(
    index: number,
    time: readonly [high: number, low: number] | null,
    body: Uint8Array,
    capturedBytes: number,
    originalBytes: number,
  ): Packet {
    const bytes = body.subarray(0, capturedBytes);
    // Comments stand behind the packet, which is filled up to a multiple of four.
    this.note(body.subarray((capturedBytes + 3) & ~3));
    const { linkType = -1, unitsPerSecond = MICROS, name = null } = this.interfaces[index] ?? {};
    const units = time === null ? 0 : time[0] * 2 ** 32 + time[1];
    const atMicros = unitsPerSecond === MICROS ? units : Math.floor((units / unitsPerSecond) * MICROS);
    return {
      number: ++this.count,
      ...{ linkType, atMicros, bytes, interfaceName: name },
      // A block that is shorter than it says has lost the rest.
      originalBytes: Math.max(originalBytes, capturedBytes),
    };
  }

  private describe(body: Uint8Array): Interface {
    const view = viewOf(body);
    let unitsPerSecond = MICROS;
    let name: string | null = null;
    for (const { code, value } of this.options(body.subarray(8))) {
      if (code === OPTION.interfaceName) name = toText(value);
      // The first bit says whether it is a power of two or of ten.
      if (code === OPTION.timeResolution && value.length > 0)
        unitsPerSecond = (value[0] & 0x80) === 0 ? 10 ** value[0] : 2 ** (value[0] & 0x7f);
    }
    return {
      linkType: view.getUint16(0, this.isLittle),
      snapBytes: view.getUint32(4, this.isLittle),
      unitsPerSecond,
      name,
    };
  }

  /** Each statistic counts from the beginning. */
  private countDrops(index: number, options: Uint8Array): void {
    let drops = 0;
    for (const { code, value } of this.options(options)) {
      if ((code === OPTION.droppedByInterface || code === OPTION.droppedBySystem) && value.length === 8)
        drops += Number(viewOf(value).getBigUint64(0, this.isLittle));
    }
    this.drops.set(index, drops);
  }

  private *options(bytes: Uint8Array): Generator<{ code: number; value: Uint8Array }> {
    const view = viewOf(bytes);
    for (let at = 0; at + 4 <= bytes.length; ) {
      const code = view.getUint16(at, this.isLittle);
      const length = view.getUint16(at + 2, this.isLittle);
      if (code === OPTION.end || at + 4 + length > bytes.length) return;
      yield { code, value: bytes.subarray(at + 4, at + 4 + length) };
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
  }
}
