/** What a file is, by what is in it: names say little, and are often wrong. */
import { toText } from "../../sim/tape/bytes.ts";

export type Format = "pcap" | "pcapng" | "har" | "log" | "dump";

/** First four bytes of captures: pcap in its three kinds, in both byte orders; and of a pcapng section. */
const PCAP = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1"];
const PCAPNG = "0a0d0d0a";
/** Beginning of a HAR file (HTTP Archive 1.2): an object with a member `log`, perhaps behind others. */
const HAR =
  /^\ufeff?\s*\{\s*(?:"log"\s*:\s*\{|"[\s\S]{0,8000}"log"\s*:\s*\{\s*"(?:version|creator|entries|browser|pages|comment)")/;
/** Marks in front of text in UTF-16 (Unicode 15, 23.8). */
const UTF16 = ["fffe", "feff"];
/** Share of printable bytes from which on a file is text: serial lines have noise. */
const TEXT_SHARE = 0.9;

/** `dump` is anything that is not text, such as the content of a flash chip. */
export function formatOf(head: Uint8Array): Format {
  const magic = Buffer.from(head.subarray(0, 4)).toString("hex");
  if (PCAP.includes(magic)) return "pcap";
  if (magic === PCAPNG) return "pcapng";
  if (HAR.test(toText(head.subarray(0, 16 * 1024)))) return "har";
  return isText(head) || isUtf16(head) ? "log" : "dump";
}

/** Marked as such, and in a Latin alphabet: a page of a store in flash begins with the same two bytes. */
function isUtf16(head: Uint8Array): boolean {
  const mark = Buffer.from(head.subarray(0, 2)).toString("hex");
  const start = head.subarray(2, 34);
  return UTF16.includes(mark) && start.filter((byte) => byte === 0).length > start.length / 4;
}

function isText(bytes: Uint8Array): boolean {
  let printable = 0;
  for (const byte of bytes) {
    // Zeros and the end of a block of erased flash are none.
    if ((byte >= 0x20 && byte !== 0x7f && byte !== 0xff) || (byte >= 0x08 && byte <= 0x0d) || byte === 0x1b)
      printable++;
  }
  return printable >= TEXT_SHARE * bytes.length;
}
