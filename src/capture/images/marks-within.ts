/** Marks of files and records within bytes that were taken for a dump: packed content and captures that nobody opens there. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import { isTlsGreeting } from "../../judge/read/seals.ts";
import { Matcher } from "../../judge/search/matcher.ts";
import { FOREIGN_MARKS } from "../foreign.ts";

/** Longest of all marks, with what is looked at behind it. */
export const MARK_BYTES = 40;
/** Shorter marks of foreign captures occur by chance. */
const MIN_FOREIGN_BYTES = 7;
/** Methods of ZIP (PKWARE, APPNOTE.TXT, 4.4.5). */
const ZIP_METHODS = [0, 8, 9, 12, 14, 93, 95, 99];

interface MarkWithin {
  readonly name: string;
  readonly mark: Buffer;
  /** `at` is where the mark begins: what follows tells it from chance. */
  readonly isRight: (bytes: Uint8Array, at: number) => boolean;
}

/** Numbers that the flags of gzip make: three of eight bits are reserved. */
const GZIP_FLAGS = 0x20;

const CAPTURE = "a packet capture";

const MARKS: readonly MarkWithin[] = [
  ...["d4c3b2a102000400", "a1b2c3d400020004", "4d3cb2a102000400", "4d3c2b1a01000000"].map((hex) =>
    marked(CAPTURE, Buffer.from(hex, "hex")),
  ),
  ...FOREIGN_MARKS.filter(([mark]) => mark.length >= MIN_FOREIGN_BYTES).map(([mark]) =>
    marked(CAPTURE, Buffer.from(mark, "latin1")),
  ),
  // Flags, level and system (RFC 1952, 2.3).
  ...Array.from({ length: GZIP_FLAGS }, (_, flags) =>
    marked("gzip", Buffer.from([0x1f, 0x8b, 0x08, flags]), (bytes, at) => {
      const [level, system] = [bytes[at + 8], bytes[at + 9]];
      return [0, 2, 4].includes(level) && (system <= 13 || system === 255);
    }),
  ),
  // Method, and the upper byte of the version.
  marked("ZIP", Buffer.from("504b0304", "hex"), (bytes, at) => {
    return (
      bytes[at + 4] < 64 && bytes[at + 5] === 0 && bytes[at + 9] === 0 && ZIP_METHODS.includes(bytes[at + 8])
    );
  }),
  // A bit that is reserved (RFC 8878, 3.1.1.1.1).
  marked("zstd", Buffer.from("28b52ffd", "hex"), (bytes, at) => (bytes[at + 4] & 8) === 0),
  // Version and block size (LZ4 frame format 1.6).
  marked("LZ4", Buffer.from("04224d18", "hex"), (bytes, at) => {
    const [flags, block] = [bytes[at + 4], bytes[at + 5]];
    return flags >> 6 === 1 && (flags & 2) === 0 && (block & 0x8f) === 0 && block >= 0x40;
  }),
  marked(
    "bzip2",
    Buffer.from("314159265359", "hex"),
    (bytes, at) => toLatin1(bytes.subarray(at - 4, at - 1)) === "BZh",
  ),
  marked("xz", Buffer.from("fd377a585a00", "hex")),
  marked("7z", Buffer.from("377abcaf271c", "hex")),
  marked("RAR", Buffer.from("526172211a07", "hex")),
];

function marked(name: string, mark: Buffer, isRight: MarkWithin["isRight"] = () => true): MarkWithin {
  return { name, mark, isRight };
}

const MATCHER = new Matcher(MARKS.map(({ mark }) => mark));

/** Names of what is marked; a mark that the bytes end within is none. */
export function marksWithin(bytes: Uint8Array): string[] {
  return MATCHER.find(bytes)
    .filter(({ needle, start }) => MARKS[needle].isRight(bytes, start))
    .map(({ needle }) => MARKS[needle].name);
}

/** A greeting of TLS is among the bytes: they are a capture of an unknown kind, or a log of one. */
export function hasTlsWithin(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(0x16); at >= 0; at = buffer.indexOf(0x16, at + 1))
    if (bytes[at + 1] === 3 && isTlsGreeting(bytes, at)) return true;
  return false;
}
