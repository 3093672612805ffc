// Encoders that the cases share, and that firmware authors write when DeviceScript has none.

/** Writes each byte of a text, one after the other. */
export function each(text: string, write: (byte: number, index: number) => string, gap = "") {
  let out = "";
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) out += (i > 0 ? gap : "") + write(bytes[i], i);
  return out;
}

/** A copy of the text's bytes, each changed. */
export function changed(text: string, change: (byte: number, index: number) => number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = change(bytes[i], i);
  return bytes;
}

/** Two hexadecimal digits. */
export function hex(byte: number) {
  const digits = "0123456789abcdef";
  return digits[byte >> 4] + digits[byte & 15];
}

export function backwards(text: string) {
  let out = "";
  for (let i = 0; i < text.length; i++) out = text[i] + out;
  return out;
}

export function base64(bytes: Buffer) {
  let out = sextets(bytes, "+/");
  while (out.length % 4 !== 0) out += "=";
  return out;
}

/** Without padding. */
export function base64url(bytes: Buffer) {
  return sextets(bytes, "-_");
}

function sextets(bytes: Buffer, last: string) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last;
  let out = "";
  let bits = 0;
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    bits = ((bits << 8) | bytes[i]) & 0xffff;
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += alphabet[(bits >> count) & 63];
    }
  }
  if (count > 0) out += alphabet[(bits << (6 - count)) & 63];
  return out;
}
