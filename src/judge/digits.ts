/** Reads bytes that are written as digits: hexadecimal, the bases 32, 58, 64 and 85, binary, and lists of numbers. */
import { toLatin1 } from "../../sim/bytes.ts";
import { ALPHABETS } from "./encodings.ts";

/** Value of each digit by its byte; -1 for what is none. */
type Digits = Int8Array;

function digitsOf(alphabet: string): Digits {
  const digits = new Int8Array(256).fill(-1);
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;
  return digits;
}

const HEX = digitsOf("0123456789abcdef");
for (const letter of "ABCDEF") HEX[letter.charCodeAt(0)] = Number.parseInt(letter, 16);
const BASE32 = digitsOf(ALPHABETS.base32);
for (const letter of ALPHABETS.base32)
  BASE32[letter.toLowerCase().charCodeAt(0)] = BASE32[letter.charCodeAt(0)];
const BASE58 = digitsOf(ALPHABETS.base58);
/** Both alphabets of RFC 4648 at once. */
const BASE64 = digitsOf(ALPHABETS.base64);
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

export function readHex(digits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (HEX[digits[2 * i]] << 4) | HEX[digits[2 * i + 1]];
  return bytes;
}

export function readBase64(digits: Uint8Array): Uint8Array {
  return readBits(digits, BASE64, 6);
}

export function readBase32(digits: Uint8Array): Uint8Array {
  return readBits(digits, BASE32, 5);
}

function readBits(digits: Uint8Array, values: Digits, bitsEach: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((digits.length * bitsEach) / 8));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    buffer = ((buffer << bitsEach) | values[digits[i]]) & 0xffff;
    bits += bitsEach;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  return bytes;
}

export function readBase58(digits: Uint8Array): Uint8Array {
  let value = 0n;
  for (const digit of digits) value = 58n * value + BigInt(BASE58[digit]);
  const hex = value.toString(16);
  return readHex(Uint8Array.from(hex.padStart(hex.length + (hex.length % 2), "0"), (c) => c.charCodeAt(0)));
}

/** Groups of five digits as four bytes; of the last group as many as it holds. */
export function readBase85(digits: Uint8Array, alphabet: "ascii85" | "base85"): Uint8Array {
  const values = alphabet === "ascii85" ? ASCII85 : BASE85;
  const whole = Math.ceil(digits.length / 5);
  const bytes = new Uint8Array(4 * whole);
  for (let group = 0; group < whole; group++) {
    let value = 0;
    for (let i = 5 * group; i < 5 * group + 5; i++)
      value = 85 * value + (i < digits.length ? values[digits[i]] : 84);
    for (let i = 3; i >= 0; i--) {
      bytes[4 * group + i] = value % 256;
      value = Math.floor(value / 256);
    }
  }
  return bytes.subarray(0, 4 * whole - (5 * whole - digits.length));
}

/** Eight binary digits a byte. */
export function readBinary(digits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 3);
  for (let i = 0; i < 8 * bytes.length; i++) bytes[i >> 3] = (bytes[i >> 3] << 1) | (digits[i] & 1);
  return bytes;
}

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
