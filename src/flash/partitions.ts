/**
 * The layout of a board's flash, from a table in ESP-IDF's CSV format (its documentation, "Partition Tables").
 */

import { EXIT_USAGE, UserError } from "../user-error.ts";

export interface Partition {
  /** 1 to 16 bytes. */
  readonly name: string;
  /** `app`, `data`, or a number. */
  readonly type: string;
  readonly subtype: string;
  /** Bytes. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Erased as a whole; every partition starts and ends at one. */
export const SECTOR_BYTES = 4096;
/** Code is mapped in pages of this size, so partitions of it start at one. */
const APP_ALIGNMENT = 0x10000;
/** The boot loader, and behind it the table itself, lie below. */
const FIRST_OFFSET = 0x9000;
const MAX_NAME_BYTES = 16;
const COLUMNS = ["Name", "Type", "SubType", "Offset", "Size"] as const;
const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 * 1024 };

/**
 * The partitions of a table, by offset. `file` is for messages; `flashBytes` is the size of the chip's flash.
 * Throws a UserError that names file, line and column for what is not a table, and for partitions that overlap.
 */
export function parsePartitions(csv: string, file: string, flashBytes: number): Partition[] {
  const rows = csv
    .split(/\r?\n/)
    .map((text, i) => ({ text: text.trim(), place: `${file}: line ${i + 1}` }))
    .filter(({ text }) => text !== "" && !text.startsWith("#"));
  if (rows.length === 0) throw bad(file, "has no partitions");
  const placed = rows
    .map(({ text, place }) => ({ place, partition: parseRow(text, place, flashBytes) }))
    .sort((a, b) => a.partition.offset - b.partition.offset);
  for (const [i, { partition, place }] of placed.entries()) {
    const before = placed[i - 1]?.partition;
    if (before !== undefined && before.offset + before.sizeBytes > partition.offset)
      throw bad(place, `Offset: "${partition.name}" starts inside of "${before.name}"`);
    if (placed.slice(0, i).some((other) => other.partition.name === partition.name))
      throw bad(place, `Name: "${partition.name}" is there twice`);
  }
  return placed.map(({ partition }) => partition);
}

function parseRow(text: string, place: string, flashBytes: number): Partition {
  const cells = text.split(",").map((cell) => cell.trim());
  const [name, type, subtype, offsetText, sizeText] = cells;
  for (const [i, column] of COLUMNS.entries()) if (!cells[i]) throw bad(place, `${column}: is missing`);
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES)
    throw bad(place, `Name: has more than ${MAX_NAME_BYTES} bytes`);
  const offset = sizeOf(offsetText, `${place}: Offset`);
  const sizeBytes = sizeOf(sizeText, `${place}: Size`);
  const alignment = type === "app" ? APP_ALIGNMENT : SECTOR_BYTES;
  if (offset % alignment !== 0) throw bad(place, `Offset: must be a multiple of ${hex(alignment)}`);
  if (offset < FIRST_OFFSET) throw bad(place, `Offset: below ${hex(FIRST_OFFSET)} lies the boot loader`);
  if (sizeBytes === 0 || sizeBytes % SECTOR_BYTES !== 0)
    throw bad(place, `Size: must be a multiple of ${hex(SECTOR_BYTES)}, and not 0`);
  if (offset + sizeBytes > flashBytes)
    throw bad(place, `Size: "${name}" ends at ${hex(offset + sizeBytes)}, the flash at ${hex(flashBytes)}`);
  return { name, type, subtype, offset, sizeBytes };
}

function sizeOf(text: string, place: string): number {
  const found = /^(?<number>0[xX][0-9a-fA-F]{1,8}|\d{1,10})(?<unit>[KM]?)$/.exec(text);
  if (found === null) throw bad(place, `"${text}" is not a size such as 0x1000, 4096, 64K or 1M`);
  return Number(found.groups!.number) * UNITS[found.groups!.unit];
}

function bad(place: string, complaint: string): UserError {
  return new UserError(`${place}: ${complaint}.`, EXIT_USAGE);
}

/** `0x1000` */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
