/**
 * A runtime for the emulated chip, where there is none at hand: whole and well-formed, with the board's partition table
 * and identity, but with no machine code. The emulated chip runs DeviceScript's VM in its place; a real one would not
 * start. Formats: ESP-IDF, "App Image Format" and "Partition Tables".
 */

import { createHash } from "node:crypto";
import { CHIPS } from "../../sim/board/chips/chips.ts";
import { encodeTableEntry, TABLE_OFFSET } from "../../sim/board/partition-table.ts";
import { withEntries } from "../../sim/device/device-config.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import type { Board } from "./boards.ts";
import type { Partition } from "./partitions.ts";

/** What is named with --runtime to have it. */
export const STAND_IN = "sim";

const CONTENT = toBytes("tightlip's stand-in for a runtime: only an emulated chip starts it.");
const NO_ENTRIES = [0x44, 0x43, 0x46, 0x47, 0x0a, 0x9b, 0xb4, 0xca];
const CONFIG_HEADER_BYTES = 88;
const ENTRY_BYTES = 24;
/** Numbers of the partition types that tables name (ESP-IDF, "Partition Tables"). */
const TYPES: Readonly<Record<string, number>> = { app: 0, data: 1 };
const SUBTYPES: Readonly<Record<string, number>> = { factory: 0, phy: 1, nvs: 2 };

/** As a file of a runtime for this board is. `content` takes the place of its machine code. */
export function standInRuntime(board: Board, content = CONTENT): Uint8Array {
  const at = (offset: number) => offset - board.runtimeOffset;
  const part = (name: string) => board.partitions.find((partition) => partition.name === name)!;
  const app = espImage(board, content);
  const file = new Uint8Array(at(part("factory").offset) + app.length).fill(0xff);
  file.set(espImage(board, CONTENT));
  file.set(concat(...board.partitions.map(tableEntry)), at(TABLE_OFFSET));
  file.set(configOf(board), at(part("dcfg").offset));
  file.set(app, at(part("factory").offset));
  return file;
}

/** One segment, with checksum and hash. */
function espImage({ chip }: Board, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(24);
  head.set([0xe9, 1]);
  head[12] = CHIPS[chip].imageChipId;
  head[23] = 1;
  const segmentHead = new Uint8Array(Uint32Array.of(0x3c000020, content.length).buffer);
  const used = head.length + segmentHead.length + content.length;
  const padding = new Uint8Array(16 - (used % 16));
  padding[padding.length - 1] = content.reduce((sum, byte) => sum ^ byte, 0xef);
  const image = concat(head, segmentHead, content, padding);
  return concat(image, new Uint8Array(createHash("sha256").update(image).digest()));
}

function tableEntry({ type, subtype, ...rest }: Partition): Uint8Array {
  return encodeTableEntry({
    ...rest,
    type: TYPES[type] ?? Number(type),
    subtype: SUBTYPES[subtype] ?? Number(subtype),
  });
}

function configOf({ id, name, chip, productId }: Board): Uint8Array {
  const empty = new Uint8Array(CONFIG_HEADER_BYTES + ENTRY_BYTES).fill(0xff, CONFIG_HEADER_BYTES);
  empty.set(NO_ENTRIES);
  new DataView(empty.buffer).setUint32(8, empty.length, true);
  return withEntries(empty, { id, devName: name, archId: chip, productId });
}
