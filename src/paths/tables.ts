/**
 * Tables of an image: functions, strings, numbers and service specifications, as `devs_format.h` of the runtime lays them
 * out. All numbers are little-endian.
 */

import { toText } from "../../sim/tape/bytes.ts";
import { BUILTIN_STRINGS } from "./builtins.ts";
import { NotAnalysed } from "./not-analysed.ts";

export interface FunctionEntry {
  readonly name: string;
  /** From the start of the bytecode. */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
  readonly slots: number;
  readonly parameters: number;
  readonly flags: number;
}

/** A service that the program uses or offers. */
export interface ServiceTable {
  readonly name: string;
  readonly serviceClass: number;
  /** Place of the service that this one extends; null where it is the base of all. */
  readonly base: number | null;
  readonly packets: readonly PacketTable[];
}

/** A register, command, event or report of a service. */
export interface PacketTable {
  readonly name: string;
  readonly kind: "register" | "command" | "event" | "report";
  readonly code: number;
  /** Its fields where it has several; empty where it is one value. */
  readonly fields: readonly FieldTable[];
  /** What it is where it is one value. */
  readonly holds: Holds;
}

export type Holds = "text" | "number" | "bytes";

export interface FieldTable {
  readonly name: string;
  readonly holds: Holds;
}

const HEADER_BYTES = 112;
const MAGIC = [0x53766544, 0xf1296e0a];
const COUNTS = { globals: 12, services: 14 };
/** Sections, as offsets of their start and length. */
const SECTION = { functions: 32, numbers: 48, ascii: 64, utf8: 72, strings: 88, services: 96 };
const ENTRY_BYTES = { function: 16, number: 8, ascii: 2, utf8: 4, service: 16, packet: 8, field: 4 };
/** Upper two bits of a string's number: the table that it is in. */
const TABLE = { builtin: 1, ascii: 2, utf8: 3 };
const KINDS = new Map<number, PacketTable["kind"]>([
  [0x1000, "register"],
  [0x8000, "event"],
  [0x0000, "command"],
  [0x2000, "report"],
]);
const KIND_MASK = 0xf000;
const HAS_FIELDS = 1;
const IS_BYTES = 1;
/** Format of a value: the lower four bits say that it is no number, those above what it is. */
const FORMAT = { special: 12, bytes: 1, text: 2, text0: 3 };
const DERIVE_MASK = 15;
/** More fields than a packet of 236 bytes has. */
const MAX_FIELDS = 256;

export class ImageTables {
  readonly functions: readonly FunctionEntry[];
  readonly globals: number;
  readonly ascii: readonly string[];
  readonly utf8: readonly string[];
  readonly numbers: readonly number[];
  readonly services: readonly ServiceTable[];
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER_BYTES || MAGIC.some((word, i) => this.word(4 * i) !== word))
      throw new NotAnalysed("it is no bytecode of DeviceScript");
    this.globals = this.half(COUNTS.globals);
    this.ascii = this.entries(SECTION.ascii, ENTRY_BYTES.ascii, (at) => this.terminated(this.half(at)));
    this.utf8 = this.entries(SECTION.utf8, ENTRY_BYTES.utf8, (at) => this.jumpTableText(this.word(at)));
    this.numbers = this.entries(SECTION.numbers, ENTRY_BYTES.number, (at) => this.numberAt(at));
    this.functions = this.entries(SECTION.functions, ENTRY_BYTES.function, (at) => this.functionAt(at));
    this.services = Array.from({ length: this.half(COUNTS.services) }, (_, i) => this.service(i));
  }

  private entries<T>(section: number, bytes: number, read: (at: number) => T): T[] {
    const { start, length } = this.range(section);
    return Array.from({ length: Math.floor(length / bytes) }, (_, i) => read(start + bytes * i));
  }

  private functionAt(at: number): FunctionEntry {
    const { start, length } = this.range(at);
    return {
      start,
      length,
      slots: this.half(at + 8),
      parameters: this.byte(at + 10),
      flags: this.byte(at + 11),
      name: this.string(this.half(at + 12)),
    };
  }

  private service(index: number): ServiceTable {
    const { start } = this.range(SECTION.services);
    const at = start + ENTRY_BYTES.service * index;
    const packets = start + 4 * this.half(at + 10);
    const serviceClass = this.word(at + 4);
    const base = this.half(at + 2) & DERIVE_MASK;
    return {
      name: this.string(this.half(at)),
      serviceClass,
      // The base service itself has class 0xffffffff, and index 0.
      base: serviceClass === 0xffffffff || base === index ? null : base,
      packets: Array.from({ length: this.half(at + 8) }, (_, i) =>
        this.packet(packets + ENTRY_BYTES.packet * i, start),
      ),
    };
  }

  private packet(at: number, section: number): PacketTable {
    const code = this.half(at + 2);
    const kind = KINDS.get(code & KIND_MASK);
    if (kind === undefined) throw new NotAnalysed("a service has a packet of an unknown kind");
    const fields: FieldTable[] = [];
    const hasFields = (this.half(at + 4) & HAS_FIELDS) !== 0;
    if (hasFields)
      for (let field = section + 4 * this.half(at + 6); this.word(field) !== 0; field += ENTRY_BYTES.field) {
        const isBytes = (this.byte(field + 3) & IS_BYTES) !== 0;
        const holds = isBytes ? "bytes" : holdsOf(this.byte(field + 2));
        if (fields.push({ name: this.string(this.half(field)), holds }) > MAX_FIELDS)
          throw new NotAnalysed("a packet has more fields than fit into it");
      }
    const holds = hasFields ? "bytes" : holdsOf(this.half(at + 6));
    return { name: this.string(this.half(at)), kind, code: code & ~KIND_MASK, fields, holds };
  }

  private numberAt(at: number): number {
    return this.word(at + 4) === 0xffffffff ? this.word(at) | 0 : this.view.getFloat64(at, true);
  }

  private string(item: number): string {
    const index = item & 0x3fff;
    const table = { [TABLE.builtin]: BUILTIN_STRINGS, [TABLE.ascii]: this.ascii, [TABLE.utf8]: this.utf8 };
    return table[item >> 14]?.[index] ?? "";
  }

  private terminated(offset: number): string {
    const start = this.range(SECTION.strings).start + offset;
    const end = this.bytes.indexOf(0, start);
    if (start >= this.bytes.length || end < 0) throw new NotAnalysed("a string does not end");
    return toText(this.bytes.subarray(start, end));
  }

  /** Size u16, then length u16 whose upper 12 bits count the jump table's entries of 2 bytes, the table, the text. */
  private jumpTableText(offset: number): string {
    const start = this.range(SECTION.strings).start + offset;
    const text = start + 4 + 2 * (this.half(start + 2) >> 4);
    return toText(this.bytes.subarray(text, text + this.half(start)));
  }

  private range(at: number): { readonly start: number; readonly length: number } {
    const [start, length] = [this.word(at), this.word(at + 4)];
    if (start + length > this.bytes.length) throw new NotAnalysed("a table goes beyond the image");
    return { start, length };
  }

  private byte(at: number): number {
    if (at >= this.bytes.length) throw new NotAnalysed("a table goes beyond the image");
    return this.bytes[at];
  }

  private half(at: number): number {
    return this.byte(at) | (this.byte(at + 1) << 8);
  }

  private word(at: number): number {
    return (this.half(at) | (this.half(at + 2) << 16)) >>> 0;
  }
}

function holdsOf(format: number): Holds {
  if ((format & 15) !== FORMAT.special) return "number";
  const special = (format >> 4) & 15;
  if (special === FORMAT.text || special === FORMAT.text0) return "text";
  return special === FORMAT.bytes ? "bytes" : "number";
}
