/** Forms as web pages send them: application/x-www-form-urlencoded (WHATWG URL Standard, 5). */

import { concatAll, toBytes, toLatin1 } from "../tape/bytes.ts";
import { decodeWholeUtf8 } from "../tape/utf8.ts";

/** Bytes that stand for themselves; a space becomes `+`, all others `%XX`. */
const PLAIN = /^[A-Za-z0-9*\-._]$/;

export function encodeForm(fields: readonly (readonly [name: string, value: string])[]): string {
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** Fields in their order; a name may be there more than once. */
export function decodeForm(text: string): [name: string, value: string][] {
  return text
    .split("&")
    .filter((field) => field !== "")
    .map((field) => {
      const at = field.indexOf("=");
      return at < 0 ? [decode(field), ""] : [decode(field.slice(0, at)), decode(field.slice(at + 1))];
    });
}

function encode(text: string): string {
  return Array.from(toLatin1(toBytes(text)), (c) => {
    if (c === " ") return "+";
    return PLAIN.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function decode(text: string): string {
  const parts = text.replaceAll("+", " ").split(/(%[0-9A-Fa-f]{2})/);
  return decodeWholeUtf8(
    concatAll(parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(hex(part)) : toBytes(part)))),
  );
}

function hex(escaped: string): number {
  return Number.parseInt(escaped.slice(1), 16);
}
