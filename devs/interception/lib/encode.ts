// Encoders that firmware authors write, as DeviceScript has few.

const HEX = "0123456789abcdef";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function percent(text: string) {
  let out = "";
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) out += `%${HEX[bytes[i] >> 4]}${HEX[bytes[i] & 15]}`;
  return out;
}

export function backwards(text: string) {
  let out = "";
  for (let i = 0; i < text.length; i++) out = text[i] + out;
  return out;
}

export function base64(text: string) {
  const bytes = Buffer.from(text);
  let out = "";
  let bits = 0;
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    bits = ((bits << 8) | bytes[i]) & 0xffff;
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += BASE64[(bits >> count) & 63];
    }
  }
  if (count > 0) out += BASE64[(bits << (6 - count)) & 63];
  while (out.length % 4 !== 0) out += "=";
  return out;
}

/** A gzip file (RFC 1952): one block, in which each byte has its code of the fixed table (RFC 1951, 3.2.6). */
export function gzip(text: string) {
  const content = Buffer.from(text);
  const packed = packedWithFixedCodes(content);
  const file = Buffer.alloc(10 + packed.length + 8);
  file.set(hex`1f8b08000000000000ff`);
  file.set(packed, 10);
  const checksum = crc32(content);
  file.setAt(10 + packed.length, "u16", checksum & 0xffff);
  file.setAt(12 + packed.length, "u16", (checksum >> 16) & 0xffff);
  file.setAt(14 + packed.length, "u32", content.length);
  return file;
}

function packedWithFixedCodes(content: Buffer) {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  const put = (bit: number) => {
    held = held | (bit << count);
    count++;
    if (count < 8) return;
    bytes.push(held);
    held = 0;
    count = 0;
  };
  const code = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) put((value >> i) & 1);
  };
  // The last block, of fixed codes: the lower bit of a number is first, unlike that of a code.
  put(1);
  put(1);
  put(0);
  for (let i = 0; i < content.length; i++) {
    if (content[i] < 144) code(0x30 + content[i], 8);
    else code(0x190 + content[i] - 144, 9);
  }
  code(0, 7);
  while (count > 0) put(0);
  const packed = Buffer.alloc(bytes.length);
  for (let i = 0; i < bytes.length; i++) packed[i] = bytes[i];
  return packed;
}

function crc32(bytes: Buffer) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc = crc ^ bytes[i];
    for (let bit = 0; bit < 8; bit++) crc = ((crc >> 1) & 0x7fffffff) ^ (crc & 1 ? 0xedb88320 | 0 : 0);
  }
  return ~crc;
}
