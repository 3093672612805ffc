/**
 * An ESP32-class chip as its serial port shows it: reset and boot mode by DTR and RTS, the boot loader in ROM, and
 * the stub that esptool loads into RAM. What the stub does is ours; the code that is sent for it is not run.
 *
 * Protocol: esptool documentation, "Serial Protocol". Request `00 op len16 check32 data`, answer `01 op len16 value32
 * data status`, the status being four bytes from ROM and two from the stub.
 */

import { concat, toBytes, toHex } from "../tape/bytes.ts";
import type { ChipModel } from "./chips/chip-model.ts";
import { CHIPS, type ChipName } from "./chips/chips.ts";
import { type ChipFaults, FaultyParts } from "./faults.ts";
import { FlashMemory, FlashTransfer } from "./flash-memory.ts";
import { encodeSlip, SlipDecoder } from "./slip.ts";

export interface ChipOptions {
  readonly chip: ChipName;
  /** Kept by reference: it holds what is written. Its length is the size of the flash, a power of two. */
  readonly flash: Uint8Array;
  readonly md5: (bytes: Uint8Array) => Uint8Array;
  /** What the chip sends. */
  readonly send: (bytes: Uint8Array) => void;
  /** What runs when the chip boots from flash; null for nothing. */
  readonly application?: Application | null;
  readonly faults?: ChipFaults;
  /** Default: 1. */
  readonly seed?: number;
  /** The boot loader answers only what is needed to write encrypted flash. */
  readonly secureDownload?: boolean;
}

/** The firmware on the chip, seen from its serial port. */
export interface Application {
  /** The chip booted. `flash` is the chip's own. */
  start(flash: Uint8Array, send: (bytes: Uint8Array) => void): void;
  receive(bytes: Uint8Array): void;
  /** Time passes, microseconds. */
  advance(micros: number): void;
  /** The chip was reset. */
  stop(): void;
}

export const OP = {
  flashBegin: 0x02,
  flashData: 0x03,
  flashEnd: 0x04,
  memBegin: 0x05,
  memEnd: 0x06,
  memData: 0x07,
  sync: 0x08,
  writeRegister: 0x09,
  readRegister: 0x0a,
  spiSetParameters: 0x0b,
  spiAttach: 0x0d,
  changeBaudrate: 0x0f,
  packedBegin: 0x10,
  packedData: 0x11,
  packedEnd: 0x12,
  flashMd5: 0x13,
  securityInfo: 0x14,
  eraseFlash: 0xd0,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
} as const;

/** Error numbers of the ROM. */
const ERROR = { badMessage: 0x05, failed: 0x06, badCheck: 0x07 };
/** In secure download mode the ROM knows these. */
const SECURE_OPS: readonly number[] = [
  OP.sync,
  OP.securityInfo,
  OP.flashBegin,
  OP.flashData,
  OP.flashEnd,
  OP.packedBegin,
  OP.packedData,
  OP.packedEnd,
  OP.changeBaudrate,
];
const STUB_ONLY: readonly number[] = [OP.eraseFlash, OP.eraseRegion, OP.readFlash];
const BOOT_BAUD = 115_200;
const MAGIC_REGISTER = 0x40001000;
const SPI_COMMAND_START = 1 << 18;
const SPI_READ_ID = 0x9f;
/** Winbond W25Q: manufacturer and type; the third byte is the binary logarithm of the size. */
const FLASH_MAKER = 0x40ef;
const CHECKSUM_SEED = 0xef;
const SECURE_DOWNLOAD_FLAG = 1 << 2;
const MAX_FRAME_BYTES = 0x8000;
const REPEATED = 8;
const HEADER_BYTES = 8;
const BLOCK_HEADER_BYTES = 16;
/** 24:0a:c4 is one of Espressif's prefixes (IEEE OUI registry). */
const MAC_WORDS = [0xc4_12_34_56, 0x24_0a];

type Mode = "held" | "rom" | "stub" | "application";

interface Answer {
  readonly value?: number;
  readonly data?: Uint8Array;
  readonly error?: number;
}

interface Reading {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  sent: number;
}

export class EmulatedChip {
  mode: Mode = "rom";
  private readonly model: ChipModel;
  private readonly memory: FlashMemory;
  private readonly faulty: FaultyParts;
  private decoder = new SlipDecoder(MAX_FRAME_BYTES);
  private readonly registers = new Map<number, number>();
  private transfer: FlashTransfer | null = null;
  private upload: { start: number; end: number; next: number } | null = null;
  private uploaded: { start: number; end: number }[] = [];
  private reading: Reading | null = null;
  /** Null: whatever the other end has. */
  private chipBaud: number | null = BOOT_BAUD;
  private lineBaud = BOOT_BAUD;
  private dtr = false;
  private rts = false;

  constructor(private readonly options: ChipOptions) {
    this.model = CHIPS[options.chip];
    this.faulty = new FaultyParts(options.faults ?? {}, options.seed ?? 1);
    this.memory = new FlashMemory(options.flash, this.faulty.deadBits);
    this.boot(false);
  }

  /** The plug is out: nothing passes any more. */
  get unplugged(): boolean {
    return this.faulty.unplugged;
  }

  /** The speed of the other end of the line. */
  setBaud(baud: number): void {
    this.lineBaud = baud;
  }

  /** RTS holds the chip in reset; DTR, when it is let go, makes it wait for a download. Undefined: as before. */
  setSignals({ dtr = this.dtr, rts = this.rts }: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const released = this.rts && !rts;
    if (rts && !this.rts) this.hold();
    this.dtr = dtr;
    this.rts = rts;
    if (released) this.boot(dtr);
  }

  /** Bytes from the other end of the line. */
  receive(sent: Uint8Array): void {
    const bytes = this.faulty.carry(this.isInTune() ? sent : garbled(sent));
    if (this.mode === "held") return;
    if (this.mode === "application") {
      this.options.application?.receive(bytes);
      return;
    }
    for (const frame of this.decoder.push(bytes)) {
      if (this.reading === null) this.command(frame);
      else this.continueReading(frame);
    }
  }

  /** Lets firmware live; the boot loader only answers. */
  advance(micros: number): void {
    if (this.mode === "application") this.options.application?.advance(micros);
  }

  private isInTune(): boolean {
    return (this.chipBaud ?? this.lineBaud) === this.lineBaud && this.faulty.takesBaud(this.lineBaud);
  }

  private hold(): void {
    if (this.mode === "application") this.options.application?.stop();
    this.mode = "held";
  }

  private boot(download: boolean): void {
    this.decoder = new SlipDecoder(MAX_FRAME_BYTES);
    this.transfer = null;
    this.upload = null;
    this.uploaded = [];
    this.reading = null;
    this.chipBaud = BOOT_BAUD;
    this.registers.clear();
    this.registers.set(MAGIC_REGISTER, this.model.magic);
    this.model.mac.forEach((register, i) => {
      this.registers.set(register, MAC_WORDS[i]);
    });
    this.mode = download ? "rom" : "application";
    const bootMode = download
      ? "0x5 (DOWNLOAD(USB/UART0))\r\nwaiting for download"
      : "0xd (SPI_FAST_FLASH_BOOT)";
    this.send(toBytes(`ESP-ROM:${this.options.chip}\r\nrst:0x1 (POWERON),boot:${bootMode}\r\n`));
    if (download) return;
    this.chipBaud = this.model.consoleBaud;
    this.options.application?.start(this.options.flash, (bytes) => this.send(bytes));
  }

  private send(bytes: Uint8Array): void {
    const carried = this.faulty.carry(this.isInTune() ? bytes : garbled(bytes));
    if (carried.length > 0) this.options.send(carried);
  }

  private command(frame: Uint8Array): void {
    if (frame.length < HEADER_BYTES || frame[0] !== 0) return;
    const op = frame[1];
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const data = frame.subarray(HEADER_BYTES);
    const fails = this.faulty.failsNextCommand();
    if (view.getUint16(2, true) !== data.length) this.answer(op, { error: ERROR.badMessage });
    else if (fails) this.answer(op, { error: ERROR.failed });
    else if (!this.knows(op)) this.refuse();
    else this.perform(op, data, view.getUint32(4, true));
  }

  private knows(op: number): boolean {
    if (this.options.secureDownload === true) return SECURE_OPS.includes(op);
    if (op === OP.securityInfo && this.model.chipId === "unsupported") return false;
    if (STUB_ONLY.includes(op)) return this.mode === "stub";
    return Object.values(OP).some((known) => known === op);
  }

  /** The ROM says so eight times, without saying to what. */
  private refuse(): void {
    for (let i = 0; i < REPEATED; i++) this.answer(0, { error: ERROR.badMessage });
  }

  private perform(op: number, data: Uint8Array, check: number): void {
    const words = wordsOf(data);
    switch (op) {
      case OP.sync:
        for (let i = 0; i < REPEATED; i++) this.answer(op, { value: this.mode === "stub" ? 0 : 0x55555555 });
        break;
      case OP.readRegister:
        this.answer(op, { value: this.registers.get(words[0]) ?? 0 });
        break;
      case OP.writeRegister:
        for (let i = 0; i + 1 < words.length; i += 4) this.writeRegister(words[i], words[i + 1]);
        this.answer(op, {});
        break;
      case OP.spiAttach:
      case OP.spiSetParameters:
      case OP.flashEnd:
      case OP.packedEnd:
        this.answer(op, {});
        break;
      case OP.changeBaudrate:
        this.answer(op, {});
        this.chipBaud = words[0];
        break;
      case OP.securityInfo:
        this.answer(op, { data: this.securityInfo() });
        break;
      case OP.memBegin:
        this.upload = { start: words[3], end: words[3] + words[0], next: 0 };
        this.answer(op, {});
        break;
      case OP.memData:
        this.answer(op, this.takeUpload(words[1], data.subarray(BLOCK_HEADER_BYTES), check));
        break;
      case OP.memEnd:
        this.endUpload(op, words[1]);
        break;
      case OP.flashBegin:
      case OP.packedBegin:
        this.answer(op, this.beginTransfer(op, words));
        break;
      case OP.flashData:
      case OP.packedData:
        this.answer(op, this.takeBlock(words[1], data.subarray(BLOCK_HEADER_BYTES), check));
        break;
      case OP.flashMd5:
        this.answer(op, this.md5(words[0], words[1]));
        break;
      case OP.eraseFlash:
        this.memory.erase(0, this.memory.bytes.length);
        this.answer(op, {});
        break;
      case OP.eraseRegion:
        if (this.memory.holds(words[0], words[1])) this.memory.erase(words[0], words[1]);
        this.answer(op, this.memory.holds(words[0], words[1]) ? {} : { error: ERROR.failed });
        break;
      default:
        this.beginReading(op, words);
    }
  }

  private answer(op: number, { value = 0, data = new Uint8Array(), error = 0 }: Answer): void {
    const status = new Uint8Array(this.mode === "stub" ? 2 : 4);
    if (error !== 0) status.set([1, error]);
    const head = new Uint8Array(HEADER_BYTES);
    const view = new DataView(head.buffer);
    head[0] = 1;
    head[1] = op;
    view.setUint16(2, data.length + status.length, true);
    view.setUint32(4, value, true);
    this.send(encodeSlip(concat(head, data, status)));
  }

  private writeRegister(register: number, value: number): void {
    const { cmd, usr2, w0 } = this.model.spi;
    this.registers.set(register, value);
    if (register !== cmd || (value & SPI_COMMAND_START) === 0) return;
    this.registers.set(cmd, 0);
    const isReadId = ((this.registers.get(usr2) ?? 0) & 0xff) === SPI_READ_ID;
    const sizeId = 31 - Math.clz32(this.memory.bytes.length);
    this.registers.set(w0, isReadId ? (sizeId << 16) | FLASH_MAKER : 0);
  }

  /** Flags (4), flash encryption (1), key purposes (7); newer chips add chip id (4) and version (4). */
  private securityInfo(): Uint8Array {
    const { chipId } = this.model;
    const info = new Uint8Array(typeof chipId === "number" ? 20 : 12);
    const view = new DataView(info.buffer);
    if (this.options.secureDownload === true) view.setUint32(0, SECURE_DOWNLOAD_FLAG, true);
    if (typeof chipId === "number") view.setUint32(12, chipId, true);
    return info;
  }

  private takeUpload(sequence: number, block: Uint8Array, check: number): Answer {
    if (checksum(block) !== check) return { error: ERROR.badCheck };
    if (this.upload === null || sequence !== this.upload.next) return { error: ERROR.failed };
    this.upload.next += 1;
    if (!this.uploaded.includes(this.upload)) this.uploaded.push(this.upload);
    return {};
  }

  /** Jumps to code that was uploaded; to other places there is none, and the chip would hang. */
  private endUpload(op: number, entry: number): void {
    this.answer(op, {});
    const isThere = this.uploaded.some(({ start, end }) => entry >= start && entry < end);
    this.mode = isThere ? "stub" : "held";
    if (isThere) this.send(encodeSlip(toBytes("OHAI")));
  }

  private beginTransfer(op: number, [sizeBytes, blocks, , offset]: readonly number[]): Answer {
    this.transfer = null;
    if (!this.memory.holds(offset, sizeBytes)) return { error: ERROR.failed };
    this.memory.erase(offset, sizeBytes);
    this.transfer = new FlashTransfer(this.memory, offset, sizeBytes, blocks, op === OP.packedBegin);
    return {};
  }

  private takeBlock(sequence: number, block: Uint8Array, check: number): Answer {
    if (checksum(block) !== check) return { error: ERROR.badCheck };
    if (this.transfer?.take(block, sequence) !== true) return { error: ERROR.failed };
    return {};
  }

  private md5(offset: number, sizeBytes: number): Answer {
    if (!this.memory.holds(offset, sizeBytes)) return { error: ERROR.failed };
    const stretch = (bytes: Uint8Array) => bytes.subarray(offset, offset + sizeBytes);
    const flash = {
      actual: stretch(this.memory.bytes),
      meant: stretch(this.memory.meant),
      received: this.transfer?.received ?? null,
    };
    const hash = this.faulty.toldMd5(flash, this.options.md5);
    return { data: this.mode === "stub" ? hash : toBytes(toHex(hash)) };
  }

  private beginReading(op: number, [offset, sizeBytes, blockBytes]: readonly number[]): void {
    if (!this.memory.holds(offset, sizeBytes) || blockBytes === 0) {
      this.answer(op, { error: ERROR.failed });
      return;
    }
    this.answer(op, {});
    this.reading = { offset, sizeBytes, blockBytes, sent: 0 };
    this.sendBlock(this.reading);
  }

  /** The other end says, in four bytes, how much it has. Anything else ends the reading and is a command. */
  private continueReading(frame: Uint8Array): void {
    const reading = this.reading!;
    if (frame.length !== 4) {
      this.reading = null;
      this.command(frame);
    } else if (reading.sent < reading.sizeBytes) this.sendBlock(reading);
    else {
      this.reading = null;
      const { offset, sizeBytes } = reading;
      this.send(encodeSlip(this.options.md5(this.memory.bytes.subarray(offset, offset + sizeBytes))));
    }
  }

  private sendBlock(reading: Reading): void {
    const start = reading.offset + reading.sent;
    const end = Math.min(start + reading.blockBytes, reading.offset + reading.sizeBytes);
    reading.sent += end - start;
    this.send(encodeSlip(this.memory.bytes.subarray(start, end)));
  }
}

/** XOR over a block's bytes. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum ^ byte, CHECKSUM_SEED);
}

function wordsOf(data: Uint8Array): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: Math.min(data.length >> 2, 64) }, (_, i) => view.getUint32(4 * i, true));
}

/** What arrives when the two ends disagree about speed. */
function garbled(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte * 37) ^ 0x5a);
}
