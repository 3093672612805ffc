/** Parts of a message that are compared one by one: words of a text; of other messages, each byte. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";

/** Of a message's bytes, share that must be printable for it to be compared word by word. */
const TEXT_SHARE = 0.9;
/** Separators of words. */
const SEPARATORS = /[\s"',;{}[\]()<>&?=:|]+/;

export function partsOf(bytes: Uint8Array, isText: boolean): readonly (string | number)[] {
  return isText ? toLatin1(bytes).split(SEPARATORS) : [...bytes];
}

export function isText(bytes: Uint8Array): boolean {
  let printable = 0;
  for (const byte of bytes) if ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)) printable++;
  return printable >= TEXT_SHARE * bytes.length;
}
