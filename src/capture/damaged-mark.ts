/** Files whose first bytes are damaged, so that they are taken for something else: all but one byte of a mark is there. */
import { toBytes, toHex } from "../../sim/tape/bytes.ts";
import { FOREIGN_MARKS } from "./foreign.ts";
import type { FormatName } from "./format.ts";
import { UF2_MARK } from "./images/image-file.ts";

/** Bytes that may stand at each place of a mark; null for any. */
type Mark = readonly (readonly [least: number, most: number] | null)[];

/** Version and time zone of a packet capture, in both byte orders, behind its mark. */
const AFTER_CAPTURE_MARK = ["020004000000000000000000", "000200040000000000000000"];
/** Shorter marks, but for one byte, occur by chance: in bytes, and in text. */
const MIN_BYTES = 4;
const MIN_TEXT_BYTES = 8;

const same = (bytes: Iterable<number>): Mark => Array.from(bytes, (byte) => [byte, byte] as const);

const MARKS: readonly (readonly [name: string, mark: Mark])[] = [
  // Method, flags, time, level, system (RFC 1952, 2.3).
  ["gzip", [...same([0x1f, 0x8b, 0x08]), [0, 0x1f], null, null, null, null, [0, 4], null]],
  // Level, and the mark of a block.
  ["bzip2", [...same(toBytes("BZh")), [0x31, 0x39], ...same([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])]],
  // Version that is needed (PKWARE, APPNOTE.TXT, 4.4.3).
  ["ZIP", [...same([0x50, 0x4b, 3, 4]), [10, 63], [0, 0]]],
  ["zstd", same([0x28, 0xb5, 0x2f, 0xfd])],
  ["LZ4", same([0x04, 0x22, 0x4d, 0x18])],
  ["xz", same([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
  ["7z", same([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
  ["RAR", same([0x52, 0x61, 0x72, 0x21, 0x1a, 7])],
  ["UF2", same(UF2_MARK)],
  ...FOREIGN_MARKS.map(([mark, name]) => [name, same(Buffer.from(mark, "latin1"))] as const),
];

/** Name of what it was; null for what is not damaged, as far as its beginning tells. */
export function damagedMarkIn(head: Uint8Array, format: FormatName): string | null {
  if (format !== "log" && format !== "dump") return null;
  if (AFTER_CAPTURE_MARK.includes(toHex(head.subarray(4, 16)))) return "a packet capture";
  const minBytes = format === "log" ? MIN_TEXT_BYTES : MIN_BYTES;
  const found = MARKS.find(
    ([, mark]) => mark.filter((byte) => byte !== null).length >= minBytes && isAllButOne(head, mark),
  );
  return found?.[0] ?? null;
}

function isAllButOne(head: Uint8Array, mark: Mark): boolean {
  const wrong = mark.filter((range, i) => range !== null && !(head[i] >= range[0] && head[i] <= range[1]));
  return wrong.length === 1;
}
