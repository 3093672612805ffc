/** Base64 with padding (RFC 4648, 4). */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const held = Math.min(3, bytes.length - at);
    for (let i = 0; i < 4; i++) text += i <= held ? DIGITS[(group >> (18 - 6 * i)) & 0x3f] : "=";
  }
  return text;
}
