/**
 * Ciphertext and compressed data that a text holds as digits of base 64 or hexadecimal. The digits themselves must be as
 * even as those of random bytes are, which those of words and of numbers are not; then what they say is judged as bytes are.
 */
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { BASE64, type DigitReader, type Digits, HEX, readBase64, readHex } from "../search/digits.ts";
import { isCoincidental, looksRandom, MIN_BYTES } from "./randomness.ts";

/** Fewest digits that say enough bytes. */
const MIN_HEX_DIGITS = 2 * MIN_BYTES;
const MIN_BASE64_DIGITS = Math.ceil((4 * MIN_BYTES) / 3);
/** Longer runs are judged by their beginning. */
const MAX_DIGITS = 2_048;

/** By character: 1 for digits, and for what escapes some of them in JSON (`\\/`) and in forms (`%2B`, `%2F`). */
const IS_DIGIT = Uint8Array.from(BASE64, (value) => (value >= 0 ? 1 : 0));
const ESCAPES = [0x5c, 0x25];
for (const sign of ESCAPES) IS_DIGIT[sign] = 1;

/** Number of characters in runs of digits that look random. */
export function randomDigitsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at + MIN_BASE64_DIGITS <= bytes.length; at++) {
    // Most places begin no run that is long enough: its last digit is looked at first.
    if (IS_DIGIT[bytes[at + MIN_BASE64_DIGITS - 1]] === 0) {
      at += MIN_BASE64_DIGITS - 1;
      continue;
    }
    if (IS_DIGIT[bytes[at]] === 0) continue;
    let end = at + 1;
    while (end < bytes.length && IS_DIGIT[bytes[end]] !== 0) end++;
    if (end - at >= MIN_BASE64_DIGITS && isRandom(bytes.subarray(at, Math.min(end, at + MAX_DIGITS))))
      count += end - at;
    at = end;
  }
  return count;
}

function isRandom(run: Uint8Array): boolean {
  const digits = ESCAPES.some((sign) => run.includes(sign)) ? withoutEscapes(run) : run;
  const isHex = digits.length > 0 && digits.every((digit) => HEX[digit] >= 0);
  return isHex
    ? looksRandomAs(digits, HEX, 4, readHex, MIN_HEX_DIGITS)
    : looksRandomAs(digits, BASE64, 6, readBase64, MIN_BASE64_DIGITS);
}

function withoutEscapes(run: Uint8Array): Uint8Array {
  const [text] = toLatin1(run)
    .replaceAll("\\", "")
    .replace(/%2[Bb]/g, "+")
    .replace(/%2[Ff]/g, "/")
    .split("%", 1);
  return toBytes(text);
}

/** True if each digit comes as often as of random bytes, and the bytes that they say look random. */
function looksRandomAs(
  digits: Uint8Array,
  values: Digits,
  bitsEach: number,
  read: DigitReader,
  minDigits: number,
): boolean {
  if (digits.length < minDigits) return false;
  const frequency = new Uint32Array(2 ** bitsEach);
  for (const digit of digits) frequency[values[digit]]++;
  if (!isCoincidental(frequency, digits.length)) return false;
  const bytes = new Uint8Array(Math.floor((digits.length * bitsEach) / 8));
  read(digits, 0, digits.length, bytes, 0);
  return looksRandom(bytes);
}
