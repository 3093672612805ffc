/**
 * Values in ESP-IDF's key-value store (NVS library of ESP-IDF, "Structure of a page" and "Structure of entry"), page by
 * page: those that are stored in several chunks are put together, and pages whose entries are encrypted are noticed.
 */

export const PAGE_BYTES = 4096;
const HEADER_BYTES = 32;
const ENTRY_BYTES = 32;
const FIRST_ENTRY_AT = 64;
const ENTRIES = 126;
/** A page that is written, full, or about to be erased. */
const STATES = [0xfffffffe, 0xfffffffc, 0xfffffff8];
const WRITTEN = 2;
const TYPE = { text: 0x21, blob: 0x41, chunk: 0x42, index: 0x48 };
/** Of a value's chunks, those of a newer version count from 128 on. */
const VERSION_CHUNKS = 0x80;

export interface NvsValue {
  readonly space: number;
  readonly key: string;
  readonly chunk: number;
  readonly bytes: Uint8Array;
}

export interface NvsPage {
  readonly values: readonly NvsValue[];
  /** Entries are there, but none is as it should be. */
  readonly isSealed: boolean;
}

/** Null for what is no page. */
export function nvsPageOf(page: Uint8Array): NvsPage | null {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  if (page.length < PAGE_BYTES || !STATES.includes(view.getUint32(0, true))) return null;
  if (view.getUint32(28, true) !== checksum(page.subarray(4, 28))) return null;
  const values: NvsValue[] = [];
  let entries = 0;
  let right = 0;
  for (let index = 0; index < ENTRIES; index++) {
    const state = (page[HEADER_BYTES + (index >> 2)] >> (2 * (index & 3))) & 3;
    if (state !== WRITTEN) continue;
    const at = FIRST_ENTRY_AT + index * ENTRY_BYTES;
    const entry = page.subarray(at, at + ENTRY_BYTES);
    entries++;
    if (view.getUint32(at + 4, true) !== checksum(concat(entry.subarray(0, 4), entry.subarray(8)))) continue;
    right++;
    const span = Math.max(1, entry[2]);
    if (Object.values(TYPE).includes(entry[1]) && entry[1] !== TYPE.index) {
      const size = view.getUint16(at + 24, true);
      const bytes = page.subarray(at + ENTRY_BYTES, Math.min(page.length, at + ENTRY_BYTES + size));
      values.push({ space: entry[0], key: keyOf(entry), chunk: entry[3] % VERSION_CHUNKS, bytes });
    }
    index += span - 1;
  }
  return { values, isSealed: entries > 0 && right === 0 };
}

function keyOf(entry: Uint8Array): string {
  const key = entry.subarray(8, 24);
  const end = key.indexOf(0);
  return Buffer.from(end < 0 ? key : key.subarray(0, end)).toString("latin1");
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Buffer.concat([a, b]);
}

/** ESP-IDF starts its checksums with all ones. */
function checksum(bytes: Uint8Array): number {
  return crc32Continued(bytes, 0xffffffff);
}

function crc32Continued(bytes: Uint8Array, start: number): number {
  let crc = ~start >>> 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
