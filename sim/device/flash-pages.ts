/**
 * The settings store in flash: the layout of jacdac-c's `jd_fstor.c`, which the boards use and which the VM
 * keeps in its simulated flash. Entries are appended; the last one with a key counts; older ones stay readable
 * until the store is compacted.
 *
 * Header, 24 bytes little-endian: magic (8), generation (4), page size (4), total pages (2), header pages (2),
 * reserved (4). Then entries of 24 bytes: key (16, NUL-padded), offset (4), size (4). Values grow downwards
 * from the end of the header pages, aligned to 8 bytes. There are two areas of header pages, used in turn: two pages
 * each on the simulated chip, four on stock boards.
 */

import { sameBytes, toBytes, toText } from "../tape/bytes.ts";

export const MAGIC: readonly number[] = [0x46, 0x53, 0x54, 0x52, 0x0a, 0xea, 0xec, 0x6b];
export const HEADER_BYTES = 24;
export const ENTRY_BYTES = 24;
export const KEY_BYTES = 16;
export const PAGE_BYTES = 4096;
/** `jd_fstor_init` takes no more header pages than these. */
const MAX_HEADER_PAGES = 0xf0;
/** Erased flash reads so; what the VM's host code never touched reads so. */
const ERASED = 0xff;
const FILL = 0x37;
/** Keys of large values; `*prog` is the program. */
export const LARGE = "*";

export interface FlashEntry {
  /** As stored: user settings start with `:`, large values with `*`. */
  readonly key: string;
  readonly value: Uint8Array;
  /** Offset of the value, bytes from the start of the store. */
  readonly offset: number;
  /** A later entry has the same key: this one is residue. */
  readonly stale: boolean;
}

/** Shape of the store on the simulated chip: 128 KiB, two header areas of two pages. */
const TOTAL_PAGES = 32;
const HEADER_PAGES = 2;

/** Every entry of the newest intact store in `flash`, oldest first; empty when there is none. */
export function readEntries(flash: Uint8Array): FlashEntry[] {
  const start = storeAt(flash)?.start;
  if (start === undefined) return [];
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  const entries: { key: string; value: Uint8Array; offset: number }[] = [];
  for (let at = start + HEADER_BYTES; at + ENTRY_BYTES <= flash.length; at += ENTRY_BYTES) {
    const offset = view.getUint32(at + KEY_BYTES, true);
    const size = view.getUint32(at + KEY_BYTES + 4, true);
    if (offset === 0xffffffff || offset + size > flash.length) break;
    entries.push({
      key: keyText(flash.subarray(at, at + KEY_BYTES)),
      value: flash.slice(offset, offset + size),
      offset,
    });
  }
  const last = new Map(entries.map((entry, i) => [entry.key, i]));
  return entries.map((entry, i) => ({ ...entry, stale: last.get(entry.key) !== i }));
}

/** Generation of the store: the number of its compactions, plus one; 0 when there is no store. */
export function generationOf(flash: Uint8Array): number {
  const start = storeAt(flash)?.start;
  return start === undefined ? 0 : new DataView(flash.buffer, flash.byteOffset).getUint32(start + 8, true);
}

/** A freshly formatted flash holding `settings` (stored key to value). Throws when they do not fit. */
export function formatFlash(settings: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const size = HEADER_PAGES * PAGE_BYTES;
  const flash = new Uint8Array(size).fill(0xff);
  const view = new DataView(flash.buffer);
  flash.set(MAGIC);
  view.setUint32(8, 1, true);
  view.setUint32(12, PAGE_BYTES, true);
  view.setUint16(16, TOTAL_PAGES, true);
  view.setUint16(18, HEADER_PAGES, true);
  view.setUint32(20, 0, true);
  let at = HEADER_BYTES;
  let end = size;
  for (const [key, value] of Object.entries(settings)) {
    end -= Math.max(8, (value.length + 7) & ~7);
    if (at + 2 * ENTRY_BYTES > end) throw new RangeError("settings do not fit into the flash");
    flash.set(value, end);
    flash.fill(0, at, at + KEY_BYTES);
    flash.set(toBytes(key).subarray(0, KEY_BYTES - 1), at);
    view.setUint32(at + KEY_BYTES, end, true);
    view.setUint32(at + KEY_BYTES + 4, value.length, true);
    at += ENTRY_BYTES;
  }
  return flash;
}

/**
 * Remains in `flash` outside of the newest store's live area and the program: the other header area
 * and freed data pages, where values may have stayed behind. Ends where all that follows is erased.
 */
export function readRemains(flash: Uint8Array): Uint8Array {
  const store = storeAt(flash);
  if (store === null) return flash.slice();
  const { start, headerBytes } = store;
  const rest = flash.slice();
  rest.fill(0xff, start, start + headerBytes);
  for (const { value, offset } of largeEntries(flash, start)) rest.fill(0xff, offset, offset + value);
  let end = rest.length;
  while (end > 0 && (rest[end - 1] === ERASED || rest[end - 1] === FILL)) end--;
  // Whole pages: what was written last may end with a byte that looks erased.
  return rest.slice(0, Math.ceil(end / PAGE_BYTES) * PAGE_BYTES);
}

/** Numbers of the pages whose contents differ, in order. */
export function changedPages(before: Uint8Array, after: Uint8Array): number[] {
  const pages: number[] = [];
  for (let start = 0; start < after.length; start += PAGE_BYTES) {
    const end = Math.min(start + PAGE_BYTES, after.length);
    if (end > before.length || !sameBytes(before.subarray(start, end), after.subarray(start, end))) {
      pages.push(start / PAGE_BYTES);
    }
  }
  return pages;
}

/** Writes these pages of `from` into `to`, which is as long. */
export function copyPages(from: Uint8Array, pages: readonly number[], to: Uint8Array): void {
  for (const page of pages) {
    const start = page * PAGE_BYTES;
    to.set(from.subarray(start, start + PAGE_BYTES), start);
  }
}

/**
 * The flash when the current failed while `pages` were written: all whole but the last, of which `share` is new. When
 * the store is compacted, the new area's header comes last (`jd_fstor_gc`), so until then the old area counts.
 */
export function tornWrite(
  before: Uint8Array,
  after: Uint8Array,
  pages: readonly number[],
  share: number,
): Uint8Array {
  const flash = new Uint8Array(Math.max(before.length, after.length)).fill(ERASED);
  flash.set(before);
  pages.forEach((page, i) => {
    const start = page * PAGE_BYTES;
    const written = i < pages.length - 1 ? PAGE_BYTES : Math.floor(share * PAGE_BYTES);
    flash.set(after.subarray(start, start + written), start);
  });
  const [old, next] = [storeAt(before), storeAt(after)];
  if (old !== null && next !== null && old.start !== next.start)
    flash.fill(ERASED, next.start, next.start + HEADER_BYTES);
  return flash;
}

function largeEntries(flash: Uint8Array, start: number): { offset: number; value: number }[] {
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  const found: { offset: number; value: number }[] = [];
  for (let at = start + HEADER_BYTES; at + ENTRY_BYTES <= flash.length; at += ENTRY_BYTES) {
    const offset = view.getUint32(at + KEY_BYTES, true);
    if (offset === 0xffffffff) break;
    if (flash[at] === LARGE.charCodeAt(0))
      found.push({ offset, value: view.getUint32(at + KEY_BYTES + 4, true) });
  }
  return found;
}

/** Start and size of the area with the highest generation; null when no header is intact. */
export function storeAt(flash: Uint8Array): { readonly start: number; readonly headerBytes: number } | null {
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  const headerPagesAt = (start: number) =>
    start + HEADER_BYTES <= flash.length && MAGIC.every((byte, i) => flash[start + i] === byte)
      ? view.getUint16(start + 18, true)
      : 0;
  // Both areas say how large they are; while the first is rewritten, only the second does.
  let headerPages = headerPagesAt(0);
  for (let page = 1; headerPages === 0 && page <= MAX_HEADER_PAGES; page++)
    if (headerPagesAt(page * PAGE_BYTES) === page) headerPages = page;
  const headerBytes = headerPages * PAGE_BYTES;
  let best: number | null = null;
  let generation = -1;
  for (const start of [0, headerBytes]) {
    if (headerBytes === 0 || headerPagesAt(start) !== headerPages) continue;
    const candidate = view.getUint32(start + 8, true);
    if (candidate > generation) {
      best = start;
      generation = candidate;
    }
  }
  return best === null ? null : { start: best, headerBytes };
}

function keyText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return toText(bytes.subarray(0, end < 0 ? bytes.length : end));
}
