// The ways in which a value may stand in a line of text: what the log looks for.

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Characters of a base64 text that also depend on the bytes before the value, by how many those are beyond 3n. */
const TOUCHED = [0, 2, 3];

/** As it is, reversed, in hexadecimal, base64 at each offset, percent-encoded, and as JSON writes it. */
export function writtenForms(value: Buffer): string[] {
  const text = value.toString("utf-8");
  const digits = value.toString("hex");
  const forms = [
    text,
    reversed(text),
    digits,
    upper(digits),
    percent(value, digits),
    percent(value, upper(digits)),
  ];
  const json = JSON.stringify(text);
  forms.push(json.slice(1, json.length - 1));
  for (let before = 0; before < TOUCHED.length; before++) {
    forms.push(base64(value, before, BASE64));
    // Even if it is the same: what is computed and allocated must not depend on the value.
    forms.push(base64(value, before, BASE64_URL));
  }
  return forms;
}

function reversed(text: string): string {
  let out = "";
  for (let i = text.length - 1; i >= 0; i--) out += text[i];
  return out;
}

function upper(digits: string): string {
  let out = "";
  for (let i = 0; i < digits.length; i++) {
    const at = "abcdef".indexOf(digits[i]);
    out += at < 0 ? digits[i] : "ABCDEF"[at];
  }
  return out;
}

/** Letters, digits and -_.~ stay (RFC 3986, 2.3). */
function percent(value: Buffer, digits: string): string {
  let out = "";
  for (let i = 0; i < value.length; i++) {
    const byte = value[i];
    const plain =
      (byte >= 48 && byte <= 57) ||
      (byte >= 65 && byte <= 90) ||
      (byte >= 97 && byte <= 122) ||
      byte === 45 ||
      byte === 46 ||
      byte === 95 ||
      byte === 126;
    out += plain ? Buffer.from([byte]).toString("utf-8") : `%${digits.slice(2 * i, 2 * i + 2)}`;
  }
  return out;
}

/** Base64 of a value, only the part that bytes around it do not change; `before` bytes come before it. */
function base64(value: Buffer, before: number, alphabet: string): string {
  const bytes = Buffer.alloc(before).concat(value);
  const end = Math.floor((bytes.length * 8) / 6);
  let out = "";
  for (let i = TOUCHED[before]; i < end; i++) {
    const bit = 6 * i;
    const at = bit >> 3;
    const next = at + 1 < bytes.length ? bytes[at + 1] : 0;
    out += alphabet[(((bytes[at] << 8) | next) >> (10 - (bit & 7))) & 63];
  }
  return out;
}
