/** The lines of a log and the sectors of a flash dump, as messages. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import type { Sight } from "../search.ts";
import { KEPT_BYTES, type Messages } from "./messages.ts";

/** Erase unit of an ESP32's flash (esp-idf, SPI_FLASH_SEC_SIZE). */
const SECTOR_BYTES = 4096;
/** Words that are likely to be values: with digits, with capitals inside, or long. */
const VALUE = /\S*\d\S*|\b\S*[a-z][A-Z]\S*|\S{16,}/g;

export interface Cutter {
  push(piece: Uint8Array): void;
  end(): void;
}

export class LineCutter implements Cutter {
  private line = 1;
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(
    private readonly messages: Messages,
    private readonly sight: Sight,
  ) {}

  push(piece: Uint8Array): void {
    let from = 0;
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, from)) {
      this.hold(piece.subarray(from, at));
      this.end();
      from = at + 1;
    }
    this.hold(piece.subarray(from));
  }

  end(): void {
    const bytes = Buffer.concat(this.held);
    const place = toLatin1(bytes).replace(VALUE, "*").trim();
    const mark = { atMicros: 0, where: `on line ${this.line}` };
    if (place !== "") this.messages.add({ place, sight: this.sight, bytes, sizeBytes: this.heldBytes, mark });
    this.line++;
    this.held = [];
    this.heldBytes = 0;
  }

  private hold(bytes: Uint8Array): void {
    if (this.heldBytes < KEPT_BYTES) this.held.push(bytes.slice(0, KEPT_BYTES));
    this.heldBytes += bytes.length;
  }
}

export class SectorCutter implements Cutter {
  private offset = 0;
  private held: Uint8Array = new Uint8Array();

  constructor(
    private readonly messages: Messages,
    private readonly sight: Sight,
  ) {}

  push(piece: Uint8Array): void {
    const bytes = Buffer.concat([this.held, piece]);
    let at = 0;
    for (; at + SECTOR_BYTES <= bytes.length; at += SECTOR_BYTES)
      this.cut(bytes.subarray(at, at + SECTOR_BYTES));
    this.held = bytes.subarray(at);
  }

  end(): void {
    if (this.held.length > 0) this.cut(this.held);
  }

  private cut(bytes: Uint8Array): void {
    const where = `at offset 0x${this.offset.toString(16)}`;
    const mark = { atMicros: 0, where };
    this.messages.add({ place: where, sight: this.sight, bytes, sizeBytes: bytes.length, mark });
    this.offset += bytes.length;
  }
}
