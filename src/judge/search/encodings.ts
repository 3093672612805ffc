/**
 * Keyless transforms under which a secret is recognised. Each makes the bytes to search for; several where the
 * result depends on what stands before the secret. Nesting is the decoder's job (decode.ts).
 */

import { toBytes, toText } from "../../../sim/tape/bytes.ts";
import { backslashForms, doubledForms, shellForms } from "./quoting.ts";

export interface Encoding {
  /** As it appears in a finding's chain. */
  readonly name: string;
  /** The forms that the secret's bytes can take. */
  forms(secret: Uint8Array): readonly Uint8Array[];
}

/** Digits in the order of their values. */
export const ALPHABETS = {
  // RFC 4648, 4 to 6.
  base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  base32: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  // Those of Bitcoin addresses.
  base58: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  // Adobe's, and those of RFC 1924.
  ascii85: String.fromCharCode(...Array.from({ length: 85 }, (_, i) => 33 + i)),
  base85: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
} as const;

export const PLAIN = "plain";

export const ENCODINGS: readonly Encoding[] = [
  { name: PLAIN, forms: (s) => [s] },
  { name: "hex", forms: (s) => hexForms(s) },
  { name: "base64", forms: (s) => digitForms(s, ALPHABETS.base64, 6) },
  { name: "base64url", forms: (s) => digitForms(s, ALPHABETS.base64url, 6) },
  {
    name: "base32",
    forms: (s) =>
      digitForms(s, ALPHABETS.base32, 5).flatMap((form) => [form, toBytes(toText(form).toLowerCase())]),
  },
  { name: "base58", forms: (s) => [base58(s)] },
  {
    name: "base85",
    forms: (s) => [...base85Forms(s, ALPHABETS.ascii85), ...base85Forms(s, ALPHABETS.base85)],
  },
  { name: "morse", forms: (s) => [" ", "/", ""].flatMap((gap) => morse(s, gap)) },
  { name: "percent", forms: (s) => percentForms(s) },
  {
    name: "json escapes",
    forms: (s) => [
      toBytes(units(s, (c) => `\\u${hex(c, 4)}`)),
      toBytes(units(s, (c) => `\\u${hex(c, 4).toUpperCase()}`)),
    ],
  },
  {
    name: "html escapes",
    forms: (s) => [toBytes(units(s, (c) => `&#${c};`)), toBytes(units(s, (c) => `&#x${c.toString(16)};`))],
  },
  {
    name: "c escapes",
    forms: (s) => [
      toBytes(bytesAs(s, (b) => `\\x${hex(b, 2)}`)),
      toBytes(bytesAs(s, (b) => `\\${b.toString(8).padStart(3, "0")}`)),
    ],
  },
  { name: "utf16le", forms: (s) => unicodeForms(s).map((form) => utf16(form, true)) },
  { name: "utf16be", forms: (s) => unicodeForms(s).map((form) => utf16(form, false)) },
  { name: "reversed", forms: (s) => [s.slice().reverse()] },
  { name: "rot13", forms: (s) => [s.map(rot13)] },
  { name: "upper case", forms: (s) => changed(s, toBytes(toText(s).toUpperCase())) },
  { name: "lower case", forms: (s) => changed(s, toBytes(toText(s).toLowerCase())) },
  { name: "swapped nibbles", forms: (s) => [s.map((b) => ((b << 4) | (b >> 4)) & 0xff)] },
  { name: "swapped bytes", forms: (s) => swappedForms(s) },
  { name: "inverted", forms: (s) => [s.map((b) => ~b & 0xff)] },
  {
    name: "decimal list",
    forms: (s) => [",", ", ", " ", ";"].map((gap) => toBytes(Array.from(s).join(gap))),
  },
  {
    name: "octal list",
    forms: (s) => [",", " "].map((gap) => toBytes(Array.from(s, (b) => b.toString(8)).join(gap))),
  },
  { name: "latin1", forms: (s) => latin1Forms(s) },
  {
    name: "other unicode form",
    forms: (s) => ["NFC", "NFD", "NFKC"].flatMap((form) => changed(s, toBytes(toText(s).normalize(form)))),
  },
  { name: "code page 437", forms: (s) => codePageForms(s) },
  { name: "utf8 twice", forms: (s) => unicodeForms(s).flatMap(twiceForms) },
  { name: "doubled quotes", forms: (s) => doubledForms(s) },
  { name: "shell quotes", forms: (s) => shellForms(s) },
  { name: "backslashes", forms: (s) => backslashForms(s) },
  { name: "difference", forms: (s) => [s.slice(1).map((b, i) => (b - s[i]) & 0xff)] },
];

const MORSE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MORSE =
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(
    " ",
  );

/** Plain hex, and with the separators that people put between bytes; both cases. */
function hexForms(secret: Uint8Array): Uint8Array[] {
  const forms = ["", ":", " ", "-", ", ", ",0x", ", 0x"].map((gap) => bytesAs(secret, (b) => hex(b, 2), gap));
  return forms.flatMap((form) => [toBytes(form), toBytes(form.replace(/[a-f]/g, (c) => c.toUpperCase()))]);
}

/**
 * Digits of a few bits each, at every alignment to what stands before, without those that neighbours share in
 * (RFC 4648, 4 to 6).
 */
function digitForms(secret: Uint8Array, alphabet: string, bitsEach: number): Uint8Array[] {
  const bits = bytesAs(secret, (b) => b.toString(2).padStart(8, "0"));
  return Array.from({ length: bitsEach === 6 ? 3 : 5 }, (_, before) => {
    // The secret's first bit is bit 8 * before of the stream; whole digits start at the next multiple.
    const skip = (bitsEach - ((8 * before) % bitsEach)) % bitsEach;
    let form = "";
    for (let at = skip; at + bitsEach <= bits.length; at += bitsEach) {
      form += alphabet[Number.parseInt(bits.slice(at, at + bitsEach), 2)];
    }
    return toBytes(form);
  });
}

/** Groups of four bytes as five digits, at the four alignments. */
function base85Forms(secret: Uint8Array, alphabet: string): Uint8Array[] {
  return [0, 1, 2, 3].map((skip) => {
    let form = "";
    for (let at = skip; at + 4 <= secret.length; at += 4) {
      let value = secret.subarray(at, at + 4).reduce((sum, byte) => sum * 256 + byte, 0);
      let group = "";
      for (let i = 0; i < 5; i++) {
        group = alphabet[value % 85] + group;
        value = Math.floor(value / 85);
      }
      form += group;
    }
    return toBytes(form);
  });
}

/** As one large number, as Bitcoin addresses are written. */
function base58(secret: Uint8Array): Uint8Array {
  let value = BigInt(`0x${bytesAs(secret, (b) => hex(b, 2)) || "0"}`);
  let form = "";
  for (; value > 0n; value /= 58n) form = ALPHABETS.base58[Number(value % 58n)] + form;
  return toBytes(form);
}

/** ITU-R M.1677; nothing when the secret has a character that Morse has not. */
function morse(secret: Uint8Array, gap: string): Uint8Array[] {
  const codes = Array.from(toText(secret).toUpperCase(), (c) => MORSE[MORSE_CHARACTERS.indexOf(c)]);
  return codes.includes(undefined as never) || MORSE_CHARACTERS.length !== MORSE.length
    ? []
    : [toBytes(codes.join(gap))];
}

/** Every byte escaped, and only those that a URL must escape (when there are any); both cases. */
function percentForms(secret: Uint8Array): Uint8Array[] {
  const all = bytesAs(secret, (b) => `%${hex(b, 2)}`);
  const needed = encodeURIComponent(toText(secret));
  const forms = [toBytes(all), toBytes(all.toUpperCase())];
  if (needed !== toText(secret)) forms.push(toBytes(needed), toBytes(needed.toLowerCase()));
  return forms;
}

/** One byte a character, in ISO 8859-1; nothing where a character has none, or all is ASCII. */
/** The value, and both forms in which letters with accents may be written. */
function unicodeForms(secret: Uint8Array): Uint8Array[] {
  const forms = ["NFC", "NFD"].flatMap((form) => changed(secret, toBytes(toText(secret).normalize(form))));
  return [secret, ...forms];
}

/** Letters from 128 on in the code pages of DOS, 437 and 850; the sharp s stands further up. */
const CODE_PAGE = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ";
const SHARP_S = 0xe1;

function codePageForms(secret: Uint8Array): Uint8Array[] {
  const letters = Array.from(toText(secret).normalize("NFC"));
  const codes = letters.map((c) => {
    if (c.charCodeAt(0) < 0x80) return c.charCodeAt(0);
    if (c === "ß") return SHARP_S;
    return CODE_PAGE.includes(c) ? 0x80 + CODE_PAGE.indexOf(c) : -1;
  });
  return codes.includes(-1) ? [] : changed(secret, Uint8Array.from(codes));
}

function latin1Forms(secret: Uint8Array): Uint8Array[] {
  const text = toText(secret).normalize("NFC");
  const isLatin1 = Array.from(text).every((c) => c.charCodeAt(0) <= 0xff && c.length === 1);
  return isLatin1 && secret.some((byte) => byte > 0x7f)
    ? [Uint8Array.from(text, (c) => c.charCodeAt(0))]
    : [];
}

/** Characters of Windows' code page 1252 for the bytes from 0x80 to 0x9f (WHATWG Encoding, index windows-1252). */
const WINDOWS_1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** UTF-8 that was taken for Latin-1, or for Windows' code page, and written as UTF-8 once more. */
function twiceForms(secret: Uint8Array): Uint8Array[] {
  if (!secret.some((byte) => byte > 0x7f)) return [];
  const read = (byte: number, isWindows: boolean) =>
    isWindows && byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252[byte - 0x80] : String.fromCharCode(byte);
  return [false, true].map((isWindows) =>
    toBytes(Array.from(secret, (byte) => read(byte, isWindows)).join("")),
  );
}

/** Neighbouring bytes exchanged, starting at an even or an odd place. */
function swappedForms(secret: Uint8Array): Uint8Array[] {
  return [0, 1].map((start) => {
    const form = secret.slice(start, secret.length - ((secret.length - start) % 2));
    for (let i = 0; i + 1 < form.length; i += 2) [form[i], form[i + 1]] = [form[i + 1], form[i]];
    return form;
  });
}

function utf16(secret: Uint8Array, littleEndian: boolean): Uint8Array {
  const characters = toText(secret);
  const bytes = new Uint8Array(2 * characters.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < characters.length; i++) view.setUint16(2 * i, characters.charCodeAt(i), littleEndian);
  return bytes;
}

function rot13(byte: number): number {
  if (byte >= 65 && byte <= 90) return ((byte - 65 + 13) % 26) + 65;
  if (byte >= 97 && byte <= 122) return ((byte - 97 + 13) % 26) + 97;
  return byte;
}

function changed(from: Uint8Array, to: Uint8Array): Uint8Array[] {
  return toText(from) === toText(to) ? [] : [to];
}

function units(secret: Uint8Array, write: (unit: number) => string): string {
  return Array.from({ length: toText(secret).length }, (_, i) => write(toText(secret).charCodeAt(i))).join(
    "",
  );
}

/** The differences (XOR) of neighbouring bytes: what stays when every byte is combined with the same key byte. */
export function neighbourDifferences(bytes: Uint8Array): Uint8Array {
  const differences = new Uint8Array(Math.max(0, bytes.length - 1));
  for (let i = 0; i < differences.length; i++) differences[i] = bytes[i] ^ bytes[i + 1];
  return differences;
}

function bytesAs(secret: Uint8Array, write: (byte: number) => string, gap = ""): string {
  return Array.from(secret, write).join(gap);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

const REORDERING =
  /^(?:reversed|rot13|upper case|lower case|swapped|inverted|difference|every|xor|base58|base85|morse)/;

/** True if a layer takes bytes in another order or changes each: short texts are found under it by chance. */
export function isByteReordering(layer: string): boolean {
  return REORDERING.test(layer);
}
