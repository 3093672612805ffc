/** Recognises what bytes are packed into without being changed: a JSON document, a form, the chunks of a transfer. */
import { concat, fromLatin1, toLatin1 } from "../../sim/bytes.ts";

const HEAD_END = "\r\n\r\n";

/** Name of the container, as it appears in a chain; null for none. */
export function containerOf(bytes: Uint8Array): "json" | "multipart" | null {
  const body = bodyOf(toLatin1(bytes));
  if (/^--[^\r\n]{1,70}\r\ncontent-(?:disposition|type):/i.test(body)) return "multipart";
  if (!/^[[{]/.test(body)) return null;
  try {
    JSON.parse(body);
    return "json";
  } catch {
    return null;
  }
}

/** What a chunked transfer (RFC 9112, 7.1) carries, put together; null when it is none, or has one chunk only. */
export function unchunked(bytes: Uint8Array): Uint8Array | null {
  const text = toLatin1(bytes);
  const body = bodyOf(text);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const size = /^([0-9a-f]{1,6})(?:;[^\r\n]*)?\r\n/i.exec(body.slice(at, at + 300));
    if (size === null) break;
    const length = Number.parseInt(size[1], 16);
    at += size[0].length;
    if (length === 0) break;
    parts.push(fromLatin1(body.slice(at, at + length)));
    at += length;
    if (body.slice(at, at + 2) !== "\r\n") break;
    at += 2;
  }
  return parts.length > 1 ? concat(...parts) : null;
}

function bodyOf(text: string): string {
  const start =
    text.startsWith("{") || text.startsWith("[") || text.startsWith("--") ? -1 : text.indexOf(HEAD_END);
  return start < 0 ? text : text.slice(start + HEAD_END.length);
}
