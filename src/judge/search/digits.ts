/** Reads bytes that are written as digits: hexadecimal, the bases 32, 58, 64 and 85, binary, and lists of numbers. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import { ALPHABETS } from "./encodings.ts";

/** Value of each digit by its byte; -1 for what is none. */
export type Digits = Int8Array;

function digitsOf(alphabet: string): Digits {
  const digits = new Int8Array(256).fill(-1);
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;
  return digits;
}

export const HEX = digitsOf("0123456789abcdef");
for (const letter of "ABCDEF") HEX[letter.charCodeAt(0)] = Number.parseInt(letter, 16);
const BASE32 = digitsOf(ALPHABETS.base32);
for (const letter of ALPHABETS.base32)
  BASE32[letter.toLowerCase().charCodeAt(0)] = BASE32[letter.charCodeAt(0)];
const BASE58 = digitsOf(ALPHABETS.base58);
/** Both alphabets of RFC 4648 at once. */
export const BASE64 = digitsOf(ALPHABETS.base64);
BASE64["-".charCodeAt(0)] = 62;
BASE64["_".charCodeAt(0)] = 63;
const ASCII85 = digitsOf(ALPHABETS.ascii85);
const BASE85 = digitsOf(ALPHABETS.base85);

/** The number that `count` hexadecimal digits at `at` stand for; -1 when they are none. */
export function hexAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = i < bytes.length ? HEX[bytes[i]] : -1;
    if (digit < 0) return -1;
    value = 16 * value + digit;
  }
  return value;
}

/** Reads the digits in `[start, end)` and writes what they stand for to `to`, from `at` on. Returns how many bytes. */
export type DigitReader = (
  digits: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  at: number,
) => number;

export const readHex: DigitReader = (digits, start, end, to, at) => {
  const size = (end - start) >> 1;
  for (let i = 0; i < size; i++)
    to[at + i] = (HEX[digits[start + 2 * i]] << 4) | HEX[digits[start + 2 * i + 1]];
  return size;
};

/** Four digits at once: most of what is decoded is Base64. */
export const readBase64: DigitReader = (digits, start, end, to, at) => {
  const groups = (end - start) >> 2;
  for (let i = 0, from = start, place = at; i < groups; i++, from += 4, place += 3) {
    const bits =
      (BASE64[digits[from]] << 18) |
      (BASE64[digits[from + 1]] << 12) |
      (BASE64[digits[from + 2]] << 6) |
      BASE64[digits[from + 3]];
    to[place] = bits >> 16;
    to[place + 1] = bits >> 8;
    to[place + 2] = bits;
  }
  return 3 * groups + readBase64Bits(digits, start + 4 * groups, end, to, at + 3 * groups);
};
const readBase64Bits = bitReader(BASE64, 6);
export const readBase32 = bitReader(BASE32, 5);

function bitReader(values: Digits, bitsEach: number): DigitReader {
  return (digits, start, end, to, at) => {
    let buffer = 0;
    let bits = 0;
    let size = 0;
    for (let i = start; i < end; i++) {
      buffer = ((buffer << bitsEach) | values[digits[i]]) & 0xffff;
      bits += bitsEach;
      if (bits >= 8) {
        bits -= 8;
        to[at + size++] = (buffer >> bits) & 0xff;
      }
    }
    return size;
  };
}

export const readBase58: DigitReader = (digits, start, end, to, at) => {
  let value = 0n;
  for (let i = start; i < end; i++) value = 58n * value + BigInt(BASE58[digits[i]]);
  const hex = value.toString(16);
  const padded = Uint8Array.from(hex.padStart(hex.length + (hex.length % 2), "0"), (c) => c.charCodeAt(0));
  return readHex(padded, 0, padded.length, to, at);
};

export const readAscii85 = base85Reader(ASCII85);
export const readBase85 = base85Reader(BASE85);

/** Groups of five digits as four bytes; of the last group as many as it holds. */
function base85Reader(values: Digits): DigitReader {
  return (digits, start, end, to, at) => {
    let size = 0;
    for (let group = start; group < end; group += 5) {
      let value = 0;
      for (let i = group; i < group + 5; i++) value = 85 * value + (i < end ? values[digits[i]] : 84);
      const held = Math.min(4, end - group - 1);
      for (let i = 0, unit = 2 ** 24; i < held; i++, unit /= 256) to[at + size++] = Math.floor(value / unit);
    }
    return size;
  };
}

/** Eight binary digits a byte. */
export const readBinary: DigitReader = (digits, start, end, to, at) => {
  const size = (end - start) >> 3;
  for (let i = 0; i < size; i++) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | (digits[start + 8 * i + bit] & 1);
    to[at + i] = byte;
  }
  return size;
};

const LISTS = [
  { name: "hex", number: /^(?:0x)?[0-9a-f]{2}$/i, base: 16 },
  { name: "decimal list", number: /^\d{1,3}$/, base: 10 },
  { name: "octal list", number: /^[0-3]?[0-7]{1,2}$/, base: 8 },
  { name: "binary digits", number: /^[01]{8}$/, base: 2 },
];

/** Numbers with something between them, in each base in which they can be bytes. */
export function readLists(list: Uint8Array): { readonly name: string; readonly bytes: Uint8Array }[] {
  const numbers = toLatin1(list)
    .split(/[ ,:;\-\r\n]+/)
    .filter((number) => number !== "");
  return LISTS.filter(({ number }) => numbers.length > 3 && numbers.every((text) => number.test(text))).map(
    ({ name, base }) => ({
      name,
      bytes: Uint8Array.from(numbers, (text) => Number.parseInt(text, base)),
    }),
  );
}
