/**
 * Values in ESP-IDF's key-value store (NVS library of ESP-IDF, "Structure of a page" and "Structure of entry"), page by
 * page: those that are stored in several chunks are put together, and pages whose entries are encrypted are noticed.
 */

import { toLatin1 } from "../tape/bytes.ts";

export const PAGE_BYTES = 4096;
const HEADER_BYTES = 32;
const ENTRY_BYTES = 32;
const FIRST_ENTRY_AT = 64;
const ENTRIES = 126;
/** A page that is written, full, or about to be erased. */
const STATES = [0xfffffffe, 0xfffffffc, 0xfffffff8];
const WRITTEN = 2;
/** An entry that was erased: its bytes are still there until the page is. */
const DELETED = 0;
const ERASED = 0xff;
const MAX_SEQUENCE = 2 ** 24;
/** Versions count down from 0xff. */
const OLDEST_VERSION = 0xf0;
/** Texts, values of one page, chunks; and with them numbers of each size, and the index of chunks. */
const STORED = [0x21, 0x41, 0x42];
const TYPES = [...STORED, 0x48, 0x01, 0x11, 0x02, 0x12, 0x04, 0x14, 0x08, 0x18];
/** Of a value's chunks, those of a newer version count from 128 on. */
const VERSION_CHUNKS = 0x80;

export interface NvsValue {
  readonly space: number;
  readonly key: string;
  readonly chunk: number;
  readonly bytes: Uint8Array;
  /** Erased, or replaced by a newer one. */
  readonly isDeleted: boolean;
}

export interface NvsPage {
  readonly values: readonly NvsValue[];
  /** Entries are there, but none is as it should be. */
  readonly isSealed: boolean;
}

/** Null for what is no page. Checksums are not asked for: a damaged or handmade page still tells what is in it. */
export function nvsPageOf(page: Uint8Array): NvsPage | null {
  if (page.length < PAGE_BYTES) return null;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const isPage = STATES.includes(view.getUint32(0, true)) && view.getUint32(4, true) < MAX_SEQUENCE;
  if (!isPage || page[8] < OLDEST_VERSION) return null;
  const values: NvsValue[] = [];
  let entries = 0;
  let known = 0;
  for (let index = 0; index < ENTRIES; index++) {
    const state = (page[HEADER_BYTES + (index >> 2)] >> (2 * (index & 3))) & 3;
    const at = FIRST_ENTRY_AT + index * ENTRY_BYTES;
    const entry = page.subarray(at, at + ENTRY_BYTES);
    const isDeleted = state === DELETED;
    if ((state !== WRITTEN && !isDeleted) || entry.every((byte) => byte === ERASED)) continue;
    if (!isDeleted) entries++;
    const key = keyOf(entry);
    if (!TYPES.includes(entry[1]) || key === null) continue;
    if (!isDeleted) known++;
    if (STORED.includes(entry[1])) {
      const size = view.getUint16(at + 24, true);
      const bytes = page.subarray(at + ENTRY_BYTES, Math.min(page.length, at + ENTRY_BYTES + size));
      values.push({ space: entry[0], key, chunk: entry[3] % VERSION_CHUNKS, bytes, isDeleted });
      index += Math.max(1, entry[2]) - 1;
    }
  }
  return { values, isSealed: entries > 0 && known === 0 };
}

/** Letters, then zeros; null for what no key looks like. */
function keyOf(entry: Uint8Array): string | null {
  const key = toLatin1(entry.subarray(8, 24));
  return /^[\x20-\x7e]{1,15}\0+$/.test(key) ? key.slice(0, key.indexOf("\0")) : null;
}
