/**
 * The native runtime of a board: boot loader, partition table, device configuration and application in one file.
 * Formats: ESP-IDF, "App Image Format" and "Partition Tables".
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { CHIPS, type ChipName } from "../../sim/board/chips/chips.ts";
import { readTable, TABLE_BYTES, TABLE_OFFSET } from "../../sim/board/partition-table.ts";
import { withEntries } from "../../sim/device/device-config.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Board } from "./boards.ts";
import { hex, type Partition } from "./partitions.ts";

export interface Runtime {
  /** As in the file, from the board's `runtimeOffset` on. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** The partition of the device configuration, as the file has it. */
  readonly dcfg: Uint8Array;
}

const IMAGE_MAGIC = 0xe9;
const IMAGE_HEADER_BYTES = 24;
const IMAGE_CHIP_AT = 12;
const IMAGE_HASH_FLAG_AT = 23;
const SEGMENT_HEADER_BYTES = 8;
const MAX_SEGMENTS = 16;
const CHECKSUM_SEED = 0xef;
const SHA256_BYTES = 32;
/** Room for what a board gets of its own: three entries and their texts. */
const OWN_BYTES = 256;
const DCFG_MAGIC = [0x44, 0x43, 0x46, 0x47];

/** Throws a UserError that says how to get one where none is named. `sha256`: what the file must have. */
export function readRuntime(file: string | undefined, board: Board, sha256?: string): Runtime {
  if (file === undefined) {
    const how =
      board.runtimeUrl === null
        ? "None is published for this board: build one from devicescript-esp32, and name it with --runtime."
        : `Download it with --runtime release, or with: curl -L -o runtime.bin ${board.runtimeUrl} and name it with --runtime runtime.bin.`;
    throw new UserError(`The board ${board.id} needs a runtime. ${how}`, EXIT_USAGE);
  }
  return runtimeFrom(bytesOf(file, board), file, board, sha256);
}

/** Takes a runtime's bytes; `file` is for messages. Throws a UserError for what can't be the board's. */
export function runtimeFrom(bytes: Uint8Array, file: string, board: Board, sha256?: string): Runtime {
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== undefined && sha256.toLowerCase() !== hash)
    throw new UserError(`${file}: has the SHA-256 ${hash}, not that of --runtime-sha256.`, EXIT_USAGE);
  return { bytes, sha256: hash, dcfg: checkRuntime(bytes, file, board) };
}

function bytesOf(file: string, board: Board): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new UserError(`${file}: can't be read. It should be the runtime of ${board.id}.`, EXIT_USAGE);
  }
}

/** Returns the device configuration in it. Throws a UserError unless all parts are there, whole and for the chip. */
function checkRuntime(bytes: Uint8Array, file: string, board: Board): Uint8Array {
  const bad = (complaint: string) => new UserError(`${file}: ${complaint}. Get it again.`, EXIT_USAGE);
  const at = (offset: number) => offset - board.runtimeOffset;
  const part = (name: string) => board.partitions.find((partition) => partition.name === name)!;
  const factory = part("factory");
  if (bytes.length <= at(factory.offset)) throw bad("is too short for a runtime");
  if (bytes.length > at(part("fstor").offset)) throw bad("is too large: it would reach into the settings");
  checkImage(bytes, 0, "boot loader", board.chip, bad);
  checkTable(bytes.subarray(at(TABLE_OFFSET), at(TABLE_OFFSET) + TABLE_BYTES), [factory, part("fstor")], bad);
  const size = checkImage(bytes, at(factory.offset), "application", board.chip, bad);
  if (size > factory.sizeBytes) throw bad("has an application that is too large for its partition");
  const { offset, sizeBytes } = part("dcfg");
  const dcfg = bytes.subarray(at(offset), at(offset) + sizeBytes);
  if (!DCFG_MAGIC.every((byte, i) => dcfg[i] === byte))
    throw bad(`is a generic runtime without the pins of a board. Take the one that is made for ${board.id}`);
  const used = usedBytes(dcfg);
  if (used === null) throw bad("has a device configuration that can't be read");
  if (used + OWN_BYTES > sizeBytes)
    throw bad("has a device configuration without room for the board's own key and pairing code");
  return dcfg;
}

/** Null of what is no device configuration. */
function usedBytes(dcfg: Uint8Array): number | null {
  try {
    return withEntries(dcfg, {}).length;
  } catch {
    return null;
  }
}

/** Checksum and hash of an image; returns its size in bytes. */
function checkImage(
  file: Uint8Array,
  start: number,
  name: string,
  chip: ChipName,
  bad: (complaint: string) => UserError,
): number {
  const image = file.subarray(start);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (image.length < IMAGE_HEADER_BYTES || image[0] !== IMAGE_MAGIC || image[1] > MAX_SEGMENTS)
    throw bad(`has no ${name} where one should start`);
  if (view.getUint16(IMAGE_CHIP_AT, true) !== CHIPS[chip].imageChipId)
    throw bad(`its ${name} is for another chip than the ${chip}`);
  let at = IMAGE_HEADER_BYTES;
  let check = CHECKSUM_SEED;
  for (let segment = 0; segment < image[1]; segment++) {
    if (at + SEGMENT_HEADER_BYTES > image.length) throw bad(`its ${name} is cut short`);
    const end = at + SEGMENT_HEADER_BYTES + view.getUint32(at + 4, true);
    if (end > image.length) throw bad(`its ${name} is cut short`);
    for (at += SEGMENT_HEADER_BYTES; at < end; at++) check ^= image[at];
  }
  // The checksum is the last byte of a block of 16.
  const end = (at | 15) + 1;
  if (end > image.length) throw bad(`its ${name} is cut short`);
  if (image[end - 1] !== check) throw bad(`the checksum of its ${name} is wrong`);
  if (image[IMAGE_HASH_FLAG_AT] !== 1) return end;
  if (end + SHA256_BYTES > image.length) throw bad(`its ${name} is cut short`);
  const hash = createHash("sha256").update(image.subarray(0, end)).digest();
  if (!hash.equals(image.subarray(end, end + SHA256_BYTES))) throw bad(`the hash of its ${name} is wrong`);
  return end + SHA256_BYTES;
}

/** The runtime's own table must have these where the board has them; its names may be others. */
function checkTable(
  table: Uint8Array,
  needed: readonly Partition[],
  bad: (complaint: string) => UserError,
): void {
  const found = new Map(readTable(table).map(({ offset, sizeBytes }) => [offset, sizeBytes]));
  for (const { name, offset, sizeBytes } of needed)
    if (found.get(offset) !== sizeBytes)
      throw bad(
        `its partition table has nothing of ${sizeBytes / 1024} KiB at ${hex(offset)}, where ${name} is`,
      );
}
