/** Names and texts in a message of DNS (RFC 1035): their labels, and the strings of a text record, have lengths between them. */
import { concatAll, fromLatin1, toLatin1, u16 } from "../../../sim/tape/bytes.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Sink } from "./understood.ts";

const HEADER_BYTES = 12;
const QUESTION_BYTES = 4;
const RECORD_BYTES = 10;
const TYPE = { name: 2, alias: 5, pointer: 12, text: 16 };
const MAX_RECORDS = 200;
const MAX_LABELS = 128;
const MAX_LABEL_BYTES = 63;
const POINTER = 0xc0;

/** Names with dots and without, and texts; null for what is no message. */
export function dnsTexts(bytes: Uint8Array): Uint8Array[] | null {
  if (bytes.length < HEADER_BYTES + 5) return null;
  const counts = [4, 6, 8, 10].map((at) => u16(bytes, at));
  const records = counts[1] + counts[2] + counts[3];
  if (counts[0] + records === 0 || counts[0] > 20 || records > MAX_RECORDS) return null;
  const texts: Uint8Array[] = [];
  let at = HEADER_BYTES;
  const name = (): boolean => {
    const read = nameAt(bytes, at);
    if (read === null) return false;
    at = read.end;
    if (read.labels.length > 1)
      for (const gap of [".", ""]) texts.push(fromLatin1(`${read.labels.join(gap)}\n`));
    return true;
  };
  for (let i = 0; i < counts[0]; i++) {
    if (!name()) return null;
    at += QUESTION_BYTES;
  }
  for (let i = 0; i < records; i++) {
    if (!name() || at + RECORD_BYTES > bytes.length) return null;
    const type = u16(bytes, at);
    const end = at + RECORD_BYTES + u16(bytes, at + 8);
    at += RECORD_BYTES;
    if (end > bytes.length) return null;
    if (type === TYPE.text) texts.push(stringsOf(bytes.subarray(at, end)));
    else if ((type === TYPE.name || type === TYPE.alias || type === TYPE.pointer) && !name()) return null;
    at = end;
  }
  return at <= bytes.length ? texts : null;
}

function nameAt(
  bytes: Uint8Array,
  start: number,
): { readonly labels: string[]; readonly end: number } | null {
  const labels: string[] = [];
  let end = -1;
  for (let at = start, jumps = 0; labels.length <= MAX_LABELS && at < bytes.length; ) {
    const length = bytes[at];
    if (length === 0) return { labels, end: end < 0 ? at + 1 : end };
    if ((length & POINTER) === POINTER) {
      if (end < 0) end = at + 2;
      at = u16(bytes, at) & 0x3fff;
      if (++jumps > MAX_LABELS) return null;
      continue;
    }
    if (length > MAX_LABEL_BYTES || at + 1 + length > bytes.length) return null;
    labels.push(toLatin1(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return null;
}

function stringsOf(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes[at])
    parts.push(bytes.subarray(at + 1, at + 1 + bytes[at]));
  return concatAll([...parts, fromLatin1("\n")]);
}

/** Over a connection each message stands behind its length (RFC 1035, 4.2.2). */
export function isDnsStream(first: Uint8Array): boolean {
  return first.length === 2 + u16(first, 0) && dnsTexts(first.subarray(2)) !== null;
}

export function* readDns(pull: Pull, sink: Sink): Reader {
  for (;;) {
    const length = yield* pull.take(2);
    if (length.length === 0) return sink.nothing();
    const message = yield* pull.take(u16(length, 0));
    sink.asItStands(message);
    if (message.length < u16(length, 0) || length.length < 2)
      return sink.blind("unfinished", u16(length, 0) - message.length, "DNS");
    const texts = dnsTexts(message);
    if (texts === null) return sink.blind("broken", message.length, "DNS");
    if (texts.length > 0) sink.search(concatAll(texts), ["dns"]);
  }
}
