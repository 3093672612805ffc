/**
 * The settings store as a board keeps it, on flash of any size: written as jacdac-c's `jd_fstor.c` does it, so that
 * what was overwritten stays behind where it does on a board. flash.ts has the layout.
 */

import { sameBytes, toBytes } from "../tape/bytes.ts";
import {
  ENTRY_BYTES,
  type FlashEntry,
  HEADER_BYTES,
  KEY_BYTES,
  LARGE,
  MAGIC,
  PAGE_BYTES,
  readEntries,
  storeAt,
} from "./flash-pages.ts";

/** Of all pages one in so many, twice, is for entries and small values. */
const PAGES_PER_HEADER_PAGE = 16;
const ALIGNMENT = 8;
/** Spare bytes that `free_space` in jd_fstor.c keeps back. */
const SPARE_BYTES = 2 * ENTRY_BYTES;

export class SettingsStore {
  private readonly view: DataView;
  private readonly headerBytes: number;
  /** Starts of the area in use, of its next entry, and of its small values. */
  private start: number;
  private nextEntry = 0;
  private dataStart = 0;

  /** `flash` is changed in place. A store that is not whole is formatted anew, as a board does it at start. */
  constructor(private readonly flash: Uint8Array) {
    this.view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
    this.headerBytes =
      Math.max(1, Math.floor(flash.length / PAGE_BYTES / PAGES_PER_HEADER_PAGE)) * PAGE_BYTES;
    const found = storeAt(flash);
    this.start = found?.headerBytes === this.headerBytes ? found.start : 0;
    if (found?.headerBytes !== this.headerBytes) {
      this.erase(this.start);
      this.writeHeader(1);
    }
    this.mount();
  }

  /** The value that counts; null when there never was one. Deleted ones are empty. */
  get(key: string): Uint8Array | null {
    return readEntries(this.flash).find((entry) => entry.key === key && !entry.stale)?.value ?? null;
  }

  /** False when there is no room. A key that starts with `*` is for a large value. */
  set(key: string, value: Uint8Array): boolean {
    const present = this.get(key);
    if (present !== null && sameBytes(present, value)) return true;
    return key.startsWith(LARGE) ? this.setLarge(key, value) : this.setSmall(key, value);
  }

  private setSmall(key: string, value: Uint8Array): boolean {
    if (!this.makeRoom(aligned(value.length) + ENTRY_BYTES)) return false;
    this.append(key, value);
    return true;
  }

  private setLarge(key: string, value: Uint8Array): boolean {
    const offset = this.freePages(key, value.length);
    if (offset === null || !this.makeRoom(ENTRY_BYTES)) return false;
    this.flash.fill(0xff, offset, offset + pagesOf(value.length) * PAGE_BYTES);
    this.flash.set(value, offset);
    this.writeEntry(key, offset, value.length);
    return true;
  }

  private append(key: string, value: Uint8Array): void {
    this.dataStart -= aligned(value.length);
    this.flash.set(value, this.dataStart);
    this.writeEntry(key, this.dataStart, value.length);
  }

  private writeEntry(key: string, offset: number, sizeBytes: number): void {
    const at = this.nextEntry;
    this.flash.fill(0, at, at + KEY_BYTES);
    this.flash.set(toBytes(key).subarray(0, KEY_BYTES - 1), at);
    this.view.setUint32(at + KEY_BYTES, offset, true);
    this.view.setUint32(at + KEY_BYTES + 4, sizeBytes, true);
    this.nextEntry += ENTRY_BYTES;
  }

  private makeRoom(bytes: number): boolean {
    if (this.freeBytes() < bytes) this.compact();
    return this.freeBytes() >= bytes;
  }

  private freeBytes(): number {
    return Math.max(0, this.dataStart - (this.nextEntry - ENTRY_BYTES) - SPARE_BYTES);
  }

  /** Copies what counts into the other area; the one that was in use keeps its bytes until the next time. */
  private compact(): void {
    const kept = live(this.flash);
    const generation = this.view.getUint32(this.start + 8, true);
    this.start = this.start === 0 ? this.headerBytes : 0;
    this.erase(this.start);
    this.nextEntry = this.start + HEADER_BYTES;
    this.dataStart = this.start + this.headerBytes;
    for (const { key, value, offset } of kept)
      if (key.startsWith(LARGE)) this.writeEntry(key, offset, value.length);
      else this.append(key, value);
    this.writeHeader(generation + 1);
  }

  /** Pages that no other large value uses; the store never gives out the last one. */
  private freePages(key: string, sizeBytes: number): number | null {
    const used = live(this.flash)
      .filter((entry) => entry.key.startsWith(LARGE) && entry.key !== key)
      .map(({ offset, value }) => ({ from: offset / PAGE_BYTES, pages: pagesOf(value.length) }));
    const pages = pagesOf(sizeBytes);
    const total = this.flash.length / PAGE_BYTES;
    for (let page = (2 * this.headerBytes) / PAGE_BYTES; page + pages < total; page++)
      if (used.every(({ from, pages: taken }) => page + pages <= from || from + taken <= page))
        return page * PAGE_BYTES;
    return null;
  }

  private mount(): void {
    let at = this.start + HEADER_BYTES;
    this.dataStart = this.start + this.headerBytes;
    for (; this.view.getUint32(at + KEY_BYTES, true) !== 0xffffffff; at += ENTRY_BYTES) {
      const offset = this.view.getUint32(at + KEY_BYTES, true);
      const sizeBytes = this.view.getUint32(at + KEY_BYTES + 4, true);
      if (this.flash[at] !== LARGE.charCodeAt(0)) this.dataStart = Math.min(this.dataStart, offset);
      // Entries that run into their values: the board finds that out at start, and formats. It would read a value that
      // reaches out of the flash, which there is nothing to read of here.
      if (at + 2 * ENTRY_BYTES > this.dataStart || offset + sizeBytes > this.flash.length) {
        this.erase(this.start);
        this.writeHeader(1);
        this.mount();
        return;
      }
    }
    this.nextEntry = at;
  }

  private erase(start: number): void {
    this.flash.fill(0xff, start, start + this.headerBytes);
  }

  private writeHeader(generation: number): void {
    const { start, view } = this;
    this.flash.set(MAGIC, start);
    view.setUint32(start + 8, generation, true);
    view.setUint32(start + 12, PAGE_BYTES, true);
    view.setUint16(start + 16, this.flash.length / PAGE_BYTES, true);
    view.setUint16(start + 18, this.headerBytes / PAGE_BYTES, true);
    view.setUint32(start + 20, 0, true);
  }
}

function live(flash: Uint8Array): FlashEntry[] {
  return readEntries(flash).filter(({ stale }) => !stale);
}

function aligned(sizeBytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT);
}

function pagesOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / PAGE_BYTES));
}
