/** Stretches of text in a buffer: of printable ASCII and line breaks, in which all digits and lists of numbers lie. */
import { byteClass, type Range } from "./byte-class.ts";

const TEXT = byteClass(`\r\n${String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 0x20 + i))}`);

export function isText(byte: number): boolean {
  return TEXT[byte] === 1;
}

/**
 * Those of at least `least` bytes, which must be 7 or more: then each holds a word of four bytes at a multiple of four,
 * so that binary data is passed over a word at a time.
 */
export function textRuns(bytes: Uint8Array, least: number): Range[] {
  const runs: Range[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lastWord = bytes.length - 4;
  let floor = 0;
  for (let at = 0; at <= lastWord; at += 4) {
    while (at <= lastWord && (view.getInt32(at, true) & HIGH_BITS) !== 0) at += 4;
    if (at > lastWord) break;
    let start = at;
    while (start > floor && TEXT[bytes[start - 1]] === 1) start--;
    let end = at;
    for (;;) {
      if (end <= lastWord && isPrintable(view.getInt32(end, true))) end += 4;
      else if (end < bytes.length && TEXT[bytes[end]] === 1) end++;
      else break;
    }
    if (end - start >= least) runs.push({ start, end });
    floor = end;
    at = end & ~3;
  }
  return runs;
}

/** The highest bit of each byte of a word. ASCII does not use it. */
const HIGH_BITS = 0x80808080 | 0;

/** True if all four bytes are from 0x20 to 0x7e: then taking 0x20 off, or adding one, sets no byte's highest bit. */
function isPrintable(word: number): boolean {
  return ((word | (word - 0x20202020) | (word + 0x01010101)) & HIGH_BITS) === 0;
}
