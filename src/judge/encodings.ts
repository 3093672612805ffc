/**
 * Keyless transforms under which a secret is recognised. Each makes the bytes to search for; several where the
 * result depends on what stands before the secret. Nesting is the decoder's job (decode.ts).
 */

export interface Encoding {
  /** As it appears in a finding's chain. */
  readonly name: string;
  /** The forms that the secret's bytes can take. */
  forms(secret: Uint8Array): readonly Uint8Array[];
}

const encoder = new TextEncoder();

export const PLAIN = "plain";

export const ENCODINGS: readonly Encoding[] = [
  { name: PLAIN, forms: (s) => [s] },
  { name: "hex", forms: (s) => hexForms(s) },
  { name: "base64", forms: (s) => base64Forms(s, BASE64) },
  { name: "base64url", forms: (s) => base64Forms(s, BASE64URL) },
  { name: "percent", forms: (s) => percentForms(s) },
  {
    name: "json escapes",
    forms: (s) => [
      text(units(s, (c) => `\\u${hex(c, 4)}`)),
      text(units(s, (c) => `\\u${hex(c, 4).toUpperCase()}`)),
    ],
  },
  {
    name: "html escapes",
    forms: (s) => [text(units(s, (c) => `&#${c};`)), text(units(s, (c) => `&#x${c.toString(16)};`))],
  },
  {
    name: "c escapes",
    forms: (s) => [
      text(bytesAs(s, (b) => `\\x${hex(b, 2)}`)),
      text(bytesAs(s, (b) => `\\${b.toString(8).padStart(3, "0")}`)),
    ],
  },
  { name: "utf16le", forms: (s) => [utf16(s, true)] },
  { name: "utf16be", forms: (s) => [utf16(s, false)] },
  { name: "reversed", forms: (s) => [s.slice().reverse()] },
  { name: "rot13", forms: (s) => [s.map(rot13)] },
  { name: "upper case", forms: (s) => changed(s, text(decode(s).toUpperCase())) },
  { name: "lower case", forms: (s) => changed(s, text(decode(s).toLowerCase())) },
  { name: "swapped nibbles", forms: (s) => [s.map((b) => ((b << 4) | (b >> 4)) & 0xff)] },
  { name: "swapped bytes", forms: (s) => swappedForms(s) },
  { name: "inverted", forms: (s) => [s.map((b) => ~b & 0xff)] },
  { name: "decimal list", forms: (s) => [",", ", ", " ", ";"].map((gap) => text(Array.from(s).join(gap))) },
  {
    name: "octal list",
    forms: (s) => [",", " "].map((gap) => text(Array.from(s, (b) => b.toString(8)).join(gap))),
  },
  { name: "difference", forms: (s) => [s.slice(1).map((b, i) => (b - s[i]) & 0xff)] },
];

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Plain hex, and with the separators that people put between bytes; both cases. */
function hexForms(secret: Uint8Array): Uint8Array[] {
  const forms = ["", ":", " ", "-", ", ", ",0x", ", 0x"].map((gap) => bytesAs(secret, (b) => hex(b, 2), gap));
  return forms.flatMap((form) => [text(form), text(form.replace(/[a-f]/g, (c) => c.toUpperCase()))]);
}

/** At each of the three alignments to what stands before, without the characters that neighbours share in. */
function base64Forms(secret: Uint8Array, alphabet: string): Uint8Array[] {
  return [0, 1, 2].map((before) => {
    const bits = Array.from(secret, (b) => b.toString(2).padStart(8, "0")).join("");
    // The secret's first bit is bit 8*before of the stream; whole groups of six start at the next multiple.
    const skip = (6 - ((8 * before) % 6)) % 6;
    let form = "";
    for (let at = skip; at + 6 <= bits.length; at += 6)
      form += alphabet[Number.parseInt(bits.slice(at, at + 6), 2)];
    return text(form);
  });
}

/** Every byte escaped, and only those that a URL must escape (when there are any); both cases. */
function percentForms(secret: Uint8Array): Uint8Array[] {
  const all = bytesAs(secret, (b) => `%${hex(b, 2)}`);
  const needed = encodeURIComponent(decode(secret));
  const forms = [text(all), text(all.toUpperCase())];
  if (needed !== decode(secret)) forms.push(text(needed), text(needed.toLowerCase()));
  return forms;
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
  const characters = decode(secret);
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
  return decode(from) === decode(to) ? [] : [to];
}

function units(secret: Uint8Array, write: (unit: number) => string): string {
  return Array.from({ length: decode(secret).length }, (_, i) => write(decode(secret).charCodeAt(i))).join(
    "",
  );
}

function bytesAs(secret: Uint8Array, write: (byte: number) => string, gap = ""): string {
  return Array.from(secret, write).join(gap);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function text(value: string): Uint8Array {
  return encoder.encode(value);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
