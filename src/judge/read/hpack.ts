/** Decoder of HTTP/2's compressed header fields (RFC 7541). */
import { toLatin1 } from "../../../sim/tape/bytes.ts";

/** RFC 7541, appendix A: names, each with the values that it has there. */
const STATIC: readonly (readonly [string, string])[] = (
  ":authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|:status=200|:status=204|" +
  ":status=206|:status=304|:status=400|:status=404|:status=500|accept-charset|accept-encoding=gzip, deflate|" +
  "accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control|" +
  "content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type|" +
  "cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|" +
  "last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|" +
  "server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate"
)
  .split("|")
  .map((entry) => {
    const at = entry.indexOf("=");
    return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
  });

/** RFC 7541, appendix B: bits of each byte's code, which is canonical; 16 to a line. */
const CODE_BITS = [
  "13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28",
  "28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28",
  "6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6",
  "5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10",
  "13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7",
  "7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6",
  "15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5",
  "6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28",
  "20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23",
  "24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24",
  "22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23",
  "21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23",
  "26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25",
  "19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27",
  "20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23",
  "26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26",
].flatMap((line) => line.split(" ").map(Number));
const LONGEST_CODE = 30;

/** Bytes by the bits of their code and its value. */
const CODES: ReadonlyMap<number, number> = canonicalCodes();

function canonicalCodes(): Map<number, number> {
  const codes = new Map<number, number>();
  let code = 0;
  for (let bits = 5; bits <= LONGEST_CODE; bits++) {
    for (let byte = 0; byte < 256; byte++) {
      if (CODE_BITS[byte] === bits) codes.set(code++ * 32 + bits, byte);
    }
    code *= 2;
  }
  return codes;
}

/** Null for what no encoder makes: a code of its own, or filling with other bits than ones. */
export function huffmanDecoded(bytes: Uint8Array): Uint8Array | null {
  const out: number[] = [];
  let code = 0;
  let bits = 0;
  for (const byte of bytes) {
    for (let i = 7; i >= 0; i--) {
      code = code * 2 + ((byte >> i) & 1);
      bits++;
      const found = bits >= 5 ? CODES.get(code * 32 + bits) : undefined;
      if (found !== undefined) {
        out.push(found);
        code = 0;
        bits = 0;
      } else if (bits > LONGEST_CODE) return null;
    }
  }
  return bits < 8 && code === 2 ** bits - 1 ? Uint8Array.from(out) : null;
}

export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** Stood there in Huffman's code. */
  readonly isCoded: boolean;
}

/** RFC 7541, 4.1 and 6.5.2 of RFC 9113. */
const ENTRY_OVERHEAD_BYTES = 32;
const DEFAULT_TABLE_BYTES = 4_096;
const MAX_TABLE_BYTES = 1024 * 1024;

export class HpackDecoder {
  private dynamic: HeaderField[] = [];
  private tableBytes = 0;
  private mostBytes = DEFAULT_TABLE_BYTES;

  /** Fields of one block; `isBroken` where it refers to what is not known, or ends too early. */
  decode(block: Uint8Array): { readonly fields: readonly HeaderField[]; readonly isBroken: boolean } {
    const fields: HeaderField[] = [];
    const cursor = { bytes: block, at: 0 };
    while (cursor.at < block.length) {
      const field = this.next(cursor);
      if (field === null) return { fields, isBroken: true };
      if (field !== "update") fields.push(field);
    }
    return { fields, isBroken: false };
  }

  private next(cursor: Cursor): HeaderField | "update" | null {
    const first = cursor.bytes[cursor.at];
    if ((first & 0x80) !== 0) return this.at(integer(cursor, 7));
    if ((first & 0xe0) === 0x20) {
      this.mostBytes = Math.min(MAX_TABLE_BYTES, integer(cursor, 5));
      this.evict();
      return "update";
    }
    const isKept = (first & 0x40) !== 0;
    const index = integer(cursor, isKept ? 6 : 4);
    const name = index === 0 ? text(cursor) : { text: this.at(index)?.name ?? "?", isCoded: false };
    const value = text(cursor);
    if (name === null || value === null) return null;
    const field = { name: name.text, value: value.text, isCoded: name.isCoded || value.isCoded };
    if (isKept) {
      this.dynamic.unshift(field);
      this.tableBytes += sizeOf(field);
      this.evict();
    }
    return field;
  }

  private at(index: number): HeaderField | null {
    const entry = STATIC[index - 1];
    if (entry !== undefined) return { name: entry[0], value: entry[1], isCoded: false };
    return this.dynamic[index - 1 - STATIC.length] ?? null;
  }

  private evict(): void {
    while (this.tableBytes > this.mostBytes && this.dynamic.length > 0)
      this.tableBytes -= sizeOf(this.dynamic.pop()!);
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function sizeOf({ name, value }: HeaderField): number {
  return name.length + value.length + ENTRY_OVERHEAD_BYTES;
}

/** RFC 7541, 5.1. */
function integer(cursor: Cursor, prefixBits: number): number {
  const most = 2 ** prefixBits - 1;
  let value = (cursor.bytes[cursor.at++] ?? 0) & most;
  if (value < most) return value;
  for (let unit = 1; cursor.at < cursor.bytes.length && unit < 2 ** 35; unit *= 128) {
    const byte = cursor.bytes[cursor.at++];
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) break;
  }
  return value;
}

/** RFC 7541, 5.2; null where it ends too early. */
function text(cursor: Cursor): { readonly text: string; readonly isCoded: boolean } | null {
  if (cursor.at >= cursor.bytes.length) return null;
  const isCoded = (cursor.bytes[cursor.at] & 0x80) !== 0;
  const length = integer(cursor, 7);
  const bytes = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  if (bytes.length < length) return null;
  const plain = isCoded ? huffmanDecoded(bytes) : bytes;
  return plain === null ? null : { text: toLatin1(plain), isCoded };
}
