/** Recognises what bytes are packed into without being changed: a JSON document, a form, the chunks of a transfer. */
import { concatAll, toBytes, toLatin1, toText } from "../../../sim/tape/bytes.ts";
import { byteClass } from "./byte-class.ts";
import { hexAt } from "./digits.ts";

const HEAD_END = toBytes("\r\n\r\n");
/** Longest head of a message, bytes; and longest line with the size of a chunk. */
const MAX_HEAD_BYTES = 16 * 1024;
const MAX_SIZE_LINE_BYTES = 300;
/** Longer documents are not read to see whether they are JSON. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Name of the container, as it appears in a chain; null for none. */
export function containerOf(bytes: Uint8Array): "json" | "multipart" | null {
  const body = bodyOf(bytes);
  if (/^--[^\r\n]{1,70}\r\ncontent-(?:disposition|type):/i.test(toLatin1(body.subarray(0, 100)))) {
    return "multipart";
  }
  if (!isOneOf(body[0], "[{") || body.length > MAX_JSON_BYTES || !isOneDocument(body)) return null;
  try {
    JSON.parse(toText(body));
    return "json";
  } catch {
    return null;
  }
}

/** True if the bracket that `body` begins with is closed, and nothing follows. Lines of documents are no document. */
function isOneDocument(body: Uint8Array): boolean {
  let depth = 0;
  let at = 0;
  do {
    if (at >= body.length) return false;
    if (body[at] === QUOTE) at = endOfString(body, at + 1);
    else if (BRACKETS[body[at]] !== 0) depth += BRACKETS[body[at]];
    at++;
  } while (depth > 0);
  while (JSON_SPACE[body[at]] === 1) at++;
  return at >= body.length;
}

/** Place of the quote that ends a string of JSON; the end of all where none does. */
function endOfString(body: Uint8Array, start: number): number {
  for (let at = body.indexOf(QUOTE, start); at >= 0; at = body.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > start && body[at - backslashes - 1] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return body.length;
}

const [QUOTE, BACKSLASH] = toBytes('"\\');
const JSON_SPACE = byteClass(" \t\r\n");
/** Change of nesting that a byte makes. */
const BRACKETS = new Int8Array(256);
for (const open of toBytes("[{")) BRACKETS[open] = 1;
for (const close of toBytes("]}")) BRACKETS[close] = -1;

/** Content of a chunked transfer (RFC 9112, 7.1); null for anything else, or one chunk only. */
export function unchunked(bytes: Uint8Array): Uint8Array | null {
  const body = bodyOf(bytes);
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < body.length && hexAt(body, at, 1) >= 0) {
    const line = toLatin1(body.subarray(at, at + MAX_SIZE_LINE_BYTES));
    const size = /^([0-9a-f]{1,6})(?:;[^\r\n]*)?\r\n/i.exec(line);
    if (size === null) break;
    const length = Number.parseInt(size[1], 16);
    at += size[0].length;
    if (length === 0) break;
    parts.push(body.subarray(at, at + length));
    at += length;
    if (body[at] !== HEAD_END[0] || body[at + 1] !== HEAD_END[1]) break;
    at += 2;
  }
  return parts.length > 1 ? concatAll(parts) : null;
}

/** Body of a message, after its head; all bytes when there is no head. */
function bodyOf(bytes: Uint8Array): Uint8Array {
  if (isOneOf(bytes[0], "[{-")) return bytes;
  const head = bytes.subarray(0, MAX_HEAD_BYTES);
  for (let at = head.indexOf(HEAD_END[0]); at >= 0; at = head.indexOf(HEAD_END[0], at + 1)) {
    if (HEAD_END.every((byte, i) => head[at + i] === byte)) return bytes.subarray(at + HEAD_END.length);
  }
  return bytes;
}

function isOneOf(byte: number | undefined, characters: string): boolean {
  return byte !== undefined && characters.includes(String.fromCharCode(byte));
}
