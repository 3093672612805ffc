/**
 * The device configuration (dcfg): a page of flash that is written when a board is made, read by firmware with
 * `ds._dcfgString` and served to nobody on the bus. The VM carries one in its memory; here it gets the entries
 * that a board of the owner's would have besides.
 *
 * Layout (jacdac-c, `inc/jd_dcfg.h`, little-endian): magic (8), total bytes (4), number of entries (2), reserved
 * (2), restart hash (8), jump table (32 of 2 bytes), then entries of 24 bytes sorted by hash: key (16), hash (2),
 * type and size (2), value (4): a number, or the offset of a NUL-terminated text. An entry of 0xff ends them.
 */

import { Random } from "../engine/random.ts";
import { fromHex, toBytes, toHex, toText } from "../tape/bytes.ts";

/** Texts by key, of at most {@link MAX_KEY_BYTES}. */
export type DeviceConfig = Readonly<Record<string, string>>;

/** 64 hexadecimal digits: what the device library seals its vault under. */
export const DEVICE_KEY = "tightlip.key";
/** What is printed on the device: 16 digits of Crockford's base 32, 80 bits. */
export const PAIRING_CODE = "tightlip.code";

const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_DIGITS = 16;

/** The secrets that each board gets when it is made; here from the seed. */
export function factoryConfig(seed: number): DeviceConfig {
  const random = Random.stream(seed, "device configuration");
  return {
    [DEVICE_KEY]: toHex(random.bytes(32)),
    [PAIRING_CODE]: Array.from(random.bytes(CODE_DIGITS), (byte) => BASE32[byte & 31]).join(""),
  };
}

/** The key that the vault of a device with this configuration is sealed under; null when it has none. */
export function deviceKeyOf(config: DeviceConfig): Uint8Array | null {
  const text = config[DEVICE_KEY];
  return text === undefined ? null : fromHex(text);
}

const MAGIC = Uint8Array.of(0x44, 0x43, 0x46, 0x47, 0x0a, 0x9b, 0xb4, 0xca);
/** {@link MAGIC} as little-endian words. */
const MAGIC_WORDS = [0x47464344, 0xcab49b0a];
const HEADER = { totalBytes: 8, count: 12, jumpTable: 24, bytes: 88 };
const ENTRY = { hash: 16, typeAndSize: 18, value: 20, bytes: 24 };
const MAX_KEY_BYTES = 15;
const TYPE = { number: 0, text: 2, mask: 3, bits: 2 };
const JUMPS = 32;
const JUMP_SHIFT = 11;

/** `dcfg` with further entries. Throws RangeError for what is not a device configuration, and for long keys. */
export function withEntries(
  dcfg: Uint8Array,
  further: Readonly<Record<string, string | number>>,
): Uint8Array {
  if (!MAGIC.every((byte, i) => dcfg[i] === byte)) throw new RangeError("not a device configuration");
  const view = new DataView(dcfg.buffer, dcfg.byteOffset, dcfg.byteLength);
  const had = view.getUint16(HEADER.count, true);
  const oldEntriesEnd = HEADER.bytes + (had + 1) * ENTRY.bytes;
  const added = Object.entries(further).map(([key, value]) => ({
    key: keyBytes(key),
    value,
    text: typeof value === "string" ? toBytes(`${value}\0`) : new Uint8Array(),
  }));
  const growth = added.length * ENTRY.bytes;
  const oldData = dcfg.subarray(oldEntriesEnd, view.getUint32(HEADER.totalBytes, true));

  let dataAt = oldEntriesEnd + growth + oldData.length;
  const entries = Array.from({ length: had }, (_, i) =>
    moved(dcfg.slice(HEADER.bytes + i * ENTRY.bytes, HEADER.bytes + (i + 1) * ENTRY.bytes), growth),
  );
  for (const { key, value, text } of added) {
    entries.push(
      typeof value === "number"
        ? entryOf(key, TYPE.number, value)
        : entryOf(key, ((text.length - 1) << TYPE.bits) | TYPE.text, dataAt),
    );
    dataAt += text.length;
  }
  entries.sort((a, b) => hashOf(a) - hashOf(b));

  const result = new Uint8Array(dataAt);
  const out = new DataView(result.buffer);
  result.set(dcfg.subarray(0, HEADER.bytes));
  out.setUint32(HEADER.totalBytes, dataAt, true);
  out.setUint16(HEADER.count, entries.length, true);
  for (let jump = 0; jump < JUMPS; jump++) {
    const first = entries.filter((entry) => hashOf(entry) >> JUMP_SHIFT < jump).length;
    out.setUint16(HEADER.jumpTable + 2 * jump, first, true);
  }
  for (const [i, entry] of entries.entries()) result.set(entry, HEADER.bytes + i * ENTRY.bytes);
  result.fill(0xff, HEADER.bytes + entries.length * ENTRY.bytes, oldEntriesEnd + growth);
  result.set(oldData, oldEntriesEnd + growth);
  let textAt = oldEntriesEnd + growth + oldData.length;
  for (const { text } of added) {
    result.set(text, textAt);
    textAt += text.length;
  }
  return result;
}

/** A text of a configuration; null when it has none of that key, or is no configuration. */
export function textIn(dcfg: Uint8Array, key: string): string | null {
  const value = entriesIn(dcfg)[key];
  return typeof value === "string" ? value : null;
}

/** The texts and numbers of a configuration; none of what is no configuration. */
export function entriesIn(dcfg: Uint8Array): Readonly<Record<string, string | number>> {
  const found: Record<string, string | number> = {};
  if (dcfg.length < HEADER.bytes || !MAGIC.every((byte, i) => dcfg[i] === byte)) return found;
  const view = new DataView(dcfg.buffer, dcfg.byteOffset, dcfg.byteLength);
  for (let i = 0; i < view.getUint16(HEADER.count, true); i++) {
    const at = HEADER.bytes + i * ENTRY.bytes;
    if (at + ENTRY.bytes > dcfg.length) return found;
    const key = toText(dcfg.subarray(at, at + MAX_KEY_BYTES + 1)).replace(/\0.*$/s, "");
    const typeAndSize = view.getUint16(at + ENTRY.typeAndSize, true);
    const value = view.getUint32(at + ENTRY.value, true);
    const type = typeAndSize & TYPE.mask;
    if (type === TYPE.text) found[key] = toText(dcfg.subarray(value, value + (typeAndSize >> TYPE.bits)));
    else if (type === TYPE.number) found[key] = value;
  }
  return found;
}

function keyBytes(key: string): Uint8Array {
  const bytes = toBytes(key);
  if (bytes.length > MAX_KEY_BYTES) throw new RangeError(`"${key}" has more than ${MAX_KEY_BYTES} bytes`);
  return bytes;
}

function entryOf(key: Uint8Array, typeAndSize: number, value: number): Uint8Array {
  const entry = new Uint8Array(ENTRY.bytes);
  const view = new DataView(entry.buffer);
  entry.set(key);
  view.setUint16(ENTRY.hash, keyHash(key), true);
  view.setUint16(ENTRY.typeAndSize, typeAndSize, true);
  view.setUint32(ENTRY.value, value, true);
  return entry;
}

/** An entry whose text, if it has one, comes `growth` bytes later. */
function moved(entry: Uint8Array, growth: number): Uint8Array {
  const view = new DataView(entry.buffer);
  if ((view.getUint16(ENTRY.typeAndSize, true) & TYPE.mask) >= TYPE.text) {
    view.setUint32(ENTRY.value, view.getUint32(ENTRY.value, true) + growth, true);
  }
  return entry;
}

function hashOf(entry: Uint8Array): number {
  return new DataView(entry.buffer).getUint16(ENTRY.hash, true);
}

/** FNV-1a of 32 bits, folded to 16 (`keyhash` in jd_dcfg.c). */
function keyHash(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

/** The VM's static data, where its configuration and the pointer to it lie, ends below this address. */
const SEARCHED_BYTES = 64 * 1024;

/**
 * Gives a started VM further texts. Its own configuration lies between other static data and can't grow: a
 * larger copy is put where `allocate` says, and the VM's one pointer to it is turned there.
 */
export function extendConfig(
  memory: Uint8Array,
  texts: DeviceConfig,
  allocate: (sizeBytes: number) => number,
): void {
  // WebAssembly's memory is little-endian, and so is every host that runs it.
  const words = new Uint32Array(memory.buffer, 0, SEARCHED_BYTES / 4);
  const first = words.findIndex((word, i) => word === MAGIC_WORDS[0] && words[i + 1] === MAGIC_WORDS[1]);
  const pointer = words.indexOf(4 * first);
  if (first < 0 || pointer < 0) throw new RangeError("the VM has no device configuration");
  const base = 4 * first;
  const extended = withEntries(memory.slice(base, base + words[(base + HEADER.totalBytes) / 4]), texts);
  const at = allocate(extended.length);
  memory.set(extended, at);
  words[pointer] = at;
}
