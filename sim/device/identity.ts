/**
 * Which board the firmware finds itself on. The VM carries a device configuration that says "wasm"; firmware
 * reads it (`ds._dcfgString("archId")`, `isSimulator()`), so it is overwritten with the chosen board's.
 *
 * Layout (jacdac-c, `jd_dcfg.h`): a header with magic, then entries of 24 bytes sorted by hash: key (16), hash
 * (2), type and size (2), value (4): a number, or the offset of a NUL-terminated text from the header.
 */

import { toBytes } from "../tape/bytes.ts";

export interface Identity {
  /** Such as `esp32c3`. */
  readonly archId: string;
  /** File name of the board's definition, such as `esp32c3_bare`. */
  readonly boardId: string;
  readonly name: string;
  readonly productId: number;
}

const MAGIC = [0x44, 0x43, 0x46, 0x47, 0x0a, 0x9b, 0xb4, 0xca];
const ENTRY = { value: 20, typeAndSize: 18, bytes: 24 };
const TYPE_TEXT = 2;
const TYPE_BITS = 2;
/** The VM's configuration lies in its static data, below the stack. */
const SEARCHED_BYTES = 64 * 1024;

/** Throws when the memory holds no device configuration that the identity fits into. */
export function writeIdentity(memory: Uint8Array, identity: Identity): void {
  const base = find(memory, MAGIC);
  if (base < 0) throw new RangeError("the VM has no device configuration");
  const view = new DataView(memory.buffer);
  const texts = ["devName", "id", "archId"].map((key) => ({ key, entry: entryOf(memory, base, key) }));
  const start = Math.min(...texts.map(({ entry }) => view.getUint32(entry + ENTRY.value, true)));
  const space = texts.reduce(
    (sum, { entry }) => sum + (view.getUint16(entry + ENTRY.typeAndSize, true) >> TYPE_BITS) + 1,
    0,
  );
  const room = space - identity.boardId.length - identity.archId.length - 3;
  if (room < 0) throw new RangeError(`board "${identity.boardId}" has too long a name`);
  const value: Record<string, string> = {
    devName: identity.name.slice(0, room),
    id: identity.boardId,
    archId: identity.archId,
  };
  let offset = start;
  for (const { key, entry } of texts) {
    const text = toBytes(`${value[key]}\0`);
    memory.set(text, base + offset);
    view.setUint16(entry + ENTRY.typeAndSize, ((text.length - 1) << TYPE_BITS) | TYPE_TEXT, true);
    view.setUint32(entry + ENTRY.value, offset, true);
    offset += text.length;
  }
  view.setUint32(entryOf(memory, base, "productId") + ENTRY.value, identity.productId, true);
}

function entryOf(memory: Uint8Array, base: number, key: string): number {
  const at = find(memory, [...toBytes(`${key}\0`)], base);
  if (at < 0) throw new RangeError(`the VM's device configuration has no "${key}"`);
  return at;
}

function find(memory: Uint8Array, bytes: readonly number[], from = 0): number {
  for (
    let at = memory.indexOf(bytes[0], from);
    at >= 0 && at < SEARCHED_BYTES;
    at = memory.indexOf(bytes[0], at + 1)
  ) {
    if (bytes.every((byte, i) => memory[at + i] === byte)) return at;
  }
  return -1;
}
