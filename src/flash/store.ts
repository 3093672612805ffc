/** The board's store of program and settings, as the runtime will find it (layout: sim/flash.ts). */

import { readEntries } from "../../sim/flash.ts";
import type { Image } from "../../sim/image.ts";
import { World } from "../../sim/world.ts";
import { loadVmModule } from "../devicescript.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";

const PAGE_BYTES = 4096;
/** Of the store's pages one in so many, twice, is for entries (`jd_fstor_init` in jacdac-c's jd_fstor.c). */
const PAGES_PER_HEADER_PAGE = 16;
const MAGIC = [0x46, 0x53, 0x54, 0x52, 0x0a, 0xea, 0xec, 0x6b];
const HEADER_BYTES = 24;
const ENTRY_BYTES = 24;
const KEY_BYTES = 16;
const ALIGNMENT = 8;
const PROGRAM_KEY = "*prog";

/** The whole partition, with the image's program and settings and nothing else. Throws a UserError if it is too small. */
export function storeOf(image: Image, sizeBytes: number): Uint8Array {
  const settings = Object.entries(image.settings).map(([key, value]) => ({ key: `:${key}`, value }));
  return layOut([{ key: PROGRAM_KEY, value: storedProgram(image) }, ...settings], sizeBytes);
}

/** The program as the runtime stores it: behind a header of its own, which the real VM makes. */
function storedProgram(image: Image): Uint8Array {
  const world = new World({
    vm: loadVmModule(),
    crypto: nodeCrypto,
    image,
    seed: 1,
    home: { ssid: "home", psk: "never joined" },
    settings: {},
  });
  world.powerOn();
  return readEntries(world.device.flash).find(({ key }) => key === PROGRAM_KEY)!.value;
}

function layOut(
  entries: readonly { readonly key: string; readonly value: Uint8Array }[],
  sizeBytes: number,
): Uint8Array {
  const pages = sizeBytes / PAGE_BYTES;
  const headerPages = Math.floor(pages / PAGES_PER_HEADER_PAGE);
  const store = new Uint8Array(sizeBytes).fill(0xff);
  const view = new DataView(store.buffer);
  store.set(MAGIC);
  view.setUint32(8, 1, true);
  view.setUint32(12, PAGE_BYTES, true);
  view.setUint16(16, pages, true);
  view.setUint16(18, headerPages, true);
  view.setUint32(20, 0, true);
  let entryAt = HEADER_BYTES;
  let smallEnd = headerPages * PAGE_BYTES;
  let largeAt = 2 * headerPages * PAGE_BYTES;
  for (const { key, value } of entries) {
    const isLarge = key === PROGRAM_KEY;
    if (!isLarge) smallEnd -= Math.max(ALIGNMENT, Math.ceil(value.length / ALIGNMENT) * ALIGNMENT);
    const offset = isLarge ? largeAt : smallEnd;
    if (isLarge) largeAt += Math.ceil(value.length / PAGE_BYTES) * PAGE_BYTES;
    // The runtime never gives out the last page.
    if (entryAt + 2 * ENTRY_BYTES > smallEnd || largeAt > sizeBytes - PAGE_BYTES)
      throw new UserError(
        `The program and its settings do not fit into ${sizeBytes / 1024} KiB.`,
        EXIT_USAGE,
      );
    store.set(value, offset);
    store.fill(0, entryAt, entryAt + KEY_BYTES);
    store.set(new TextEncoder().encode(key).subarray(0, KEY_BYTES - 1), entryAt);
    view.setUint32(entryAt + KEY_BYTES, offset, true);
    view.setUint32(entryAt + KEY_BYTES + 4, value.length, true);
    entryAt += ENTRY_BYTES;
  }
  return store;
}
