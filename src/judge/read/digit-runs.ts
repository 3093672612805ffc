/**
 * Ciphertext and compressed data that a text holds as digits of base 64 or hexadecimal. The digits themselves must be as
 * even as those of random bytes are, which those of words and of numbers are not; then what they say is judged as bytes are.
 */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import { isCoincidental, looksRandom, MIN_BYTES } from "./randomness.ts";

const HEX = /^[0-9A-Fa-f]+$/;
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Fewest digits that say enough bytes. */
const MIN_HEX_DIGITS = 2 * MIN_BYTES;
const MIN_BASE64_DIGITS = Math.ceil((4 * MIN_BYTES) / 3);
/** Longer runs are judged by their beginning. */
const MAX_DIGITS = 2_048;

/** By character: 1 for digits, and for what escapes some of them in JSON (`\\/`) and in forms (`%2B`, `%2F`). */
const IS_DIGIT = new Uint8Array(256);
for (const digit of `${BASE64}-_\\%`) IS_DIGIT[digit.charCodeAt(0)] = 1;

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
  const [digits] = toLatin1(run)
    .replaceAll("\\", "")
    .replace(/%2[Bb]/g, "+")
    .replace(/%2[Ff]/g, "/")
    .split("%", 1);
  return HEX.test(digits) ? isRandomHex(digits) : isRandomBase64(digits);
}

function isRandomHex(digits: string): boolean {
  if (digits.length < MIN_HEX_DIGITS) return false;
  const values = Array.from(digits, (digit) => Number.parseInt(digit, 16));
  return isEven(values, 16) && looksRandom(bytesOf(values, 4));
}

function isRandomBase64(digits: string): boolean {
  const plain = digits.replaceAll("-", "+").replaceAll("_", "/");
  const values = Array.from(plain, (digit) => BASE64.indexOf(digit));
  return values.length >= MIN_BASE64_DIGITS && isEven(values, 64) && looksRandom(bytesOf(values, 6));
}

/** Each digit comes as often as of random bytes. */
function isEven(values: readonly number[], digits: number): boolean {
  const frequency = new Uint32Array(digits);
  for (const value of values) frequency[value]++;
  return isCoincidental(frequency, values.length);
}

function bytesOf(values: readonly number[], bitsEach: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((values.length * bitsEach) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const value of values) {
    held = ((held << bitsEach) | value) & 0xffff;
    bits += bitsEach;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
}
