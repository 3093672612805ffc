/** The table that says what is where in a chip's flash (ESP-IDF, "Partition Tables", binary form). */

import { toBytes, toLatin1 } from "../tape/bytes.ts";

export interface TableEntry {
  readonly name: string;
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Where it is, and how much room it has. */
export const TABLE_OFFSET = 0x8000;
export const TABLE_BYTES = 0xc00;
const ENTRY_BYTES = 32;
const ENTRY_MAGIC = 0x50aa;
const NAME_AT = 12;

/** Types and subtypes: of the application, and of what DeviceScript's runtime keeps (its partitions.csv). */
export const KIND = {
  factory: { type: 0x00, subtype: 0x00 },
  nvs: { type: 0x01, subtype: 0x02 },
  config: { type: 0x8a, subtype: 0x00 },
  store: { type: 0x8a, subtype: 0x01 },
};

/** The entries of a table, in its order; none of what is no table. */
export function readTable(table: Uint8Array): TableEntry[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const entries: TableEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= table.length; at += ENTRY_BYTES) {
    if (view.getUint16(at, true) !== ENTRY_MAGIC) break;
    const name = toLatin1(table.subarray(at + NAME_AT, at + ENTRY_BYTES - 4));
    entries.push({
      name: name.replace(/\0.*$/s, ""),
      type: table[at + 2],
      subtype: table[at + 3],
      offset: view.getUint32(at + 4, true),
      sizeBytes: view.getUint32(at + 8, true),
    });
  }
  return entries;
}

/** As it is in a table. Names of more than 16 bytes are cut. */
export function encodeTableEntry({ name, type, subtype, offset, sizeBytes }: TableEntry): Uint8Array {
  const entry = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(entry.buffer);
  view.setUint16(0, ENTRY_MAGIC, true);
  entry.set([type, subtype], 2);
  view.setUint32(4, offset, true);
  view.setUint32(8, sizeBytes, true);
  entry.set(toBytes(name).subarray(0, 16), NAME_AT);
  return entry;
}

/** The first of that kind which ends inside of the flash. */
export function partitionOf(
  entries: readonly TableEntry[],
  { type, subtype }: (typeof KIND)[keyof typeof KIND],
  flashBytes: number,
): TableEntry | null {
  const fits = ({ offset, sizeBytes }: TableEntry) => offset + sizeBytes <= flashBytes;
  return entries.find((entry) => entry.type === type && entry.subtype === subtype && fits(entry)) ?? null;
}
