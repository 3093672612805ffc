/** The flash chip: erased in sectors to ones, written by turning ones into zeros. */

import { Unzlib } from "fflate";

const SECTOR_BYTES = 4096;

/** Bits of cells that can't be set any more. */
export interface DeadBits {
  /** Byte address. */
  readonly offset: number;
  /** The bits that stay zero. */
  readonly mask: number;
  /** Number of cells; default: one. */
  readonly cells?: number;
}

export class FlashMemory {
  /** Bytes that would be there if every cell worked. */
  readonly meant: Uint8Array;

  constructor(
    readonly bytes: Uint8Array,
    private readonly dead: DeadBits | null = null,
  ) {
    this.meant = dead === null ? bytes : bytes.slice();
  }

  holds(offset: number, sizeBytes: number): boolean {
    return offset + sizeBytes <= this.bytes.length;
  }

  /** Every sector that the range touches. */
  erase(offset: number, sizeBytes: number): void {
    const start = offset - (offset % SECTOR_BYTES);
    const end = Math.ceil((offset + sizeBytes) / SECTOR_BYTES) * SECTOR_BYTES;
    for (const bytes of new Set([this.bytes, this.meant])) bytes.fill(0xff, start, end);
    this.wear();
  }

  write(offset: number, content: Uint8Array): void {
    for (const bytes of new Set([this.bytes, this.meant]))
      for (let i = 0; i < content.length; i++) bytes[offset + i] &= content[i];
    this.wear();
  }

  private wear(): void {
    if (this.dead === null) return;
    const { offset, mask, cells = 1 } = this.dead;
    for (let at = offset; at < offset + cells; at++) this.bytes[at] &= ~mask;
  }
}

/** One transfer into flash, plain or compressed, whose blocks come in order. */
export class FlashTransfer {
  /** Bytes that came, whatever the flash made of them. */
  readonly received: Uint8Array;
  private written = 0;
  private readonly unpack: Unzlib | null;
  private next = 0;

  constructor(
    private readonly flash: FlashMemory,
    private readonly offset: number,
    private readonly sizeBytes: number,
    private readonly blocks: number,
    compressed: boolean,
  ) {
    this.received = new Uint8Array(sizeBytes);
    this.unpack = compressed ? new Unzlib((part) => this.put(part)) : null;
  }

  /** False when the block can't be: out of turn, too much, or not compressed data. A block may come again. */
  take(block: Uint8Array, sequence: number): boolean {
    if (sequence === this.next - 1) return true;
    if (sequence !== this.next || sequence >= this.blocks) return false;
    try {
      if (this.unpack === null) this.put(block.subarray(0, this.sizeBytes - this.written));
      else this.unpack.push(block.slice(), sequence === this.blocks - 1);
    } catch {
      return false;
    }
    this.next += 1;
    return true;
  }

  private put(part: Uint8Array): void {
    if (this.written + part.length > this.sizeBytes) throw new RangeError("more than was announced");
    this.flash.write(this.offset + this.written, part);
    this.received.set(part, this.written);
    this.written += part.length;
  }
}
