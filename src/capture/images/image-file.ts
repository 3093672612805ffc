/** Images of a memory that are written as text or in blocks: UF2, Intel HEX, S-records. Their content is put together. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";

export type ImageKind = "uf2" | "intel hex" | "s-records";

/** Marks of a UF2 block (microsoft/uf2, README). */
export const UF2_MARK = [0x55, 0x46, 0x32, 0x0a, 0x57, 0x51, 0x5d, 0x9e];
const INTEL_HEX = /^:[0-9a-f]{8,}$/i;
const S_RECORD = /^S[0-9][0-9a-f]{4,}$/i;
/** Characters and share of lines that tell what a text is, though one of its lines be damaged. */
const HEAD_CHARACTERS = 2_000;
const RECORD_SHARE = 0.6;

/** Null for what is no image. */
export function imageKindOf(head: Uint8Array): ImageKind | null {
  if (UF2_MARK.every((byte, i) => head[i] === byte)) return "uf2";
  const lines = toLatin1(head.subarray(0, HEAD_CHARACTERS)).split(/\r?\n/);
  // The last one may be cut.
  const whole = lines.slice(0, Math.max(1, lines.length - 1));
  const consistsOf = (record: RegExp) =>
    whole.filter((line) => record.test(line)).length >= RECORD_SHARE * whole.length;
  if (consistsOf(INTEL_HEX)) return "intel hex";
  return consistsOf(S_RECORD) ? "s-records" : null;
}

/** Bytes for an address. */
export interface ImagePart {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface ImageReader {
  push(piece: Uint8Array): ImagePart[];
  /** Bytes, or records, that are not as the format has them; counted so far. */
  readonly brokenBytes: number;
  /** The record that ends the image came, or all blocks that it counts. */
  readonly hasEnd: boolean;
  /** Bytes that wait for the rest of a record. */
  readonly heldBytes: number;
}

export function imageReader(kind: ImageKind): ImageReader {
  return kind === "uf2" ? new Uf2Reader() : new RecordReader(kind);
}

const BLOCK_BYTES = 512;
const CONTENT_AT = 32;
const MAX_CONTENT_BYTES = 476;

class Uf2Reader implements ImageReader {
  brokenBytes = 0;
  private seen = 0;
  private counted = 0;
  private held: Uint8Array = new Uint8Array();

  get heldBytes(): number {
    return this.held.length;
  }

  get hasEnd(): boolean {
    return this.seen >= this.counted;
  }

  push(piece: Uint8Array): ImagePart[] {
    const bytes = Buffer.concat([this.held, piece]);
    const parts: ImagePart[] = [];
    let at = 0;
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) {
      const block = bytes.subarray(at, at + BLOCK_BYTES);
      const size = block.readUInt32LE(16);
      this.seen++;
      const isBlock = UF2_MARK.every((byte, i) => block[i] === byte) && size <= MAX_CONTENT_BYTES;
      if (!isBlock) this.brokenBytes += BLOCK_BYTES;
      else {
        this.counted = Math.max(this.counted, block.readUInt32LE(24));
        // Blocks that are not for the main flash lie in the file as well.
        parts.push({ address: block.readUInt32LE(12), bytes: block.subarray(CONTENT_AT, CONTENT_AT + size) });
      }
    }
    this.held = bytes.subarray(at).slice();
    return parts;
  }
}

/** Longest record: 255 bytes in digits, and its header. */
const MAX_RECORD_CHARACTERS = 600;
/** Bytes of the address of each kind of S-record (Motorola, M68000 Family Programmer's Reference Manual, appendix C). */
const ADDRESS_BYTES: Readonly<Record<string, number>> = { 1: 2, 2: 3, 3: 4 };
const HEX_TYPE = { data: 0, end: 1, segment: 2, linear: 4 };

class RecordReader implements ImageReader {
  brokenBytes = 0;
  hasEnd = false;
  private held = "";
  private base = 0;

  constructor(private readonly kind: "intel hex" | "s-records") {}

  get heldBytes(): number {
    return this.held.length;
  }

  push(piece: Uint8Array): ImagePart[] {
    const lines = (this.held + toLatin1(piece)).split(/\r?\n/);
    this.held = lines.pop() ?? "";
    if (this.held.length > MAX_RECORD_CHARACTERS) {
      this.brokenBytes += this.held.length;
      this.held = "";
    }
    return lines.flatMap((line) => this.part(line.trim()) ?? []);
  }

  private part(line: string): ImagePart | null {
    if (line === "") return null;
    const digits = line.slice(this.kind === "intel hex" ? 1 : 2);
    const bytes = Buffer.from(digits, "hex");
    // A sign that is no digit ends the record, and perhaps another one goes on behind it.
    if (2 * bytes.length !== digits.length) {
      this.brokenBytes += line.length;
      return null;
    }
    const part = this.kind === "intel hex" ? this.hexPart(line, bytes) : this.sPart(line, bytes);
    if (part === "broken") this.brokenBytes += line.length;
    return part === "broken" ? null : part;
  }

  /** Intel, "Hexadecimal Object File Format Specification", 1988: length, address, type, content, checksum. */
  private hexPart(line: string, bytes: Buffer): ImagePart | "broken" | null {
    const sum = bytes.reduce((all, byte) => (all + byte) & 0xff, 0);
    if (line[0] !== ":" || bytes.length < 5 || bytes.length !== bytes[0] + 5 || sum !== 0) return "broken";
    const content = bytes.subarray(4, -1);
    if (bytes[3] === HEX_TYPE.end) this.hasEnd = true;
    if (bytes[3] === HEX_TYPE.linear) this.base = content.readUInt16BE(0) * 2 ** 16;
    if (bytes[3] === HEX_TYPE.segment) this.base = content.readUInt16BE(0) * 16;
    return bytes[3] === HEX_TYPE.data ? { address: this.base + bytes.readUInt16BE(1), bytes: content } : null;
  }

  private sPart(line: string, bytes: Buffer): ImagePart | "broken" | null {
    const sum = bytes.reduce((all, byte) => (all + byte) & 0xff, 0);
    if (line[0] !== "S" || bytes.length < 4 || bytes.length !== bytes[0] + 1 || sum !== 0xff) return "broken";
    const width = ADDRESS_BYTES[line[1]];
    if ("789".includes(line[1])) this.hasEnd = true;
    if (width === undefined) return null;
    return { address: bytes.readUIntBE(1, width), bytes: bytes.subarray(1 + width, -1) };
  }
}
