/** Reads a direction of an HTTP/1.1 connection (RFC 9112), message by message, up to a change of protocol. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import { type BodyForm, type BodyTaker, bodyTaker, codingsIn, fieldsOf } from "./body.ts";
import { readHttp2 } from "./http2.ts";
import { readOpenText } from "./open-text.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Talk } from "./talk.ts";
import type { Sink, Understood } from "./understood.ts";
import { readWebSocket } from "./websocket.ts";

/** Longest head of a message, and longest line with a chunk's size. */
const MAX_HEAD_BYTES = 256 * 1024;
const MAX_SIZE_LINE_BYTES = 4 * 1024;
/** Looked at to tell a message from what is none. */
const FIRST_BYTES = 96;
/** Requests that wait for their answers. */
const MAX_WAITING = 1_000;
const REQUEST = /^[A-Z]{3,16} \S+ HTTP\/1\.[01]\r?\n/;
const RESPONSE = /^HTTP\/1\.[01] (\d{3})/;

export function looksLikeRequest(bytes: Uint8Array): boolean {
  return /^[A-Z]{3,16} (?:\/|\*|https?:|[\w.-]{1,64}:\d)/.test(toLatin1(bytes.subarray(0, FIRST_BYTES)));
}

export function looksLikeResponse(bytes: Uint8Array): boolean {
  return /^HTTP\/1\.[01] /.test(toLatin1(bytes.subarray(0, 9)));
}

export function* readHttp(pull: Pull, sink: Sink, talk: Talk): Reader {
  for (;;) {
    if ((yield* pull.peek(1)).length === 0) return sink.nothing();
    if (looksLikeText(pull.available)) yield* pull.peek(FIRST_BYTES);
    const first = pull.available;
    if (!looksLikeRequest(first) && !looksLikeResponse(first)) return yield* readNext(pull, sink, talk);
    const head = yield* pull.head(MAX_HEAD_BYTES);
    const text = toLatin1(head);
    sink.asItStands(head);
    if (!/\r?\n\r?\n$/.test(text)) {
      if (head.length >= MAX_HEAD_BYTES) return yield* readOpenText(pull, sink);
      return sink.blind("unfinished", 0);
    }
    const fields = fieldsOf(head);
    const response = RESPONSE.exec(text);
    if (response === null && !REQUEST.test(text)) return yield* readOpenText(pull, sink);
    const method = response === null ? text.slice(0, text.indexOf(" ")) : (talk.methods.shift() ?? "GET");
    if (response === null && talk.methods.length < MAX_WAITING) talk.methods.push(method);
    noteUpgrade(talk, fields, method, response?.[1] ?? null);
    const status = Number(response?.[1] ?? 0);
    // An interim answer has no body, and the request waits on (RFC 9110, 15.2).
    if (status >= 100 && status < 200 && status !== 101) talk.methods.unshift(method);
    if (status === 101 || (method === "CONNECT" && status >= 200 && status < 300))
      return yield* readNext(pull, sink, talk);
    if (response !== null && (status < 200 || status === 204 || status === 304 || method === "HEAD"))
      continue;
    yield* readBody(pull, sink, talk, fields, response !== null);
  }
}

/** A message begins with a word in capitals; what does not is looked at as soon as it comes. */
function looksLikeText(bytes: Uint8Array): boolean {
  return /^[A-Z]{1,16}(?:$| |\/)/.test(toLatin1(bytes.subarray(0, 17)));
}

/** Reads on where the protocol has changed, or may have. */
function* readNext(pull: Pull, sink: Sink, talk: Talk): Reader {
  if (talk.upgrade === "websocket") return yield* readWebSocket(pull, sink, talk);
  if (talk.upgrade === "h2c") return yield* readHttp2(pull, sink, talk);
  return yield* readOpenText(pull, sink);
}

/** RFC 9110, 7.8. */
function noteUpgrade(
  talk: Talk,
  fields: ReadonlyMap<string, string>,
  method: string,
  status: string | null,
): void {
  const upgrade = fields.get("upgrade")?.toLowerCase() ?? "";
  if (status === null) {
    if (upgrade.includes("websocket")) talk.upgrade = "websocket";
    else if (upgrade.includes("h2c")) talk.upgrade = "h2c";
    else if (method === "CONNECT") talk.upgrade = null;
    return;
  }
  if (status !== "101") return;
  talk.upgrade = upgrade.includes("websocket") ? "websocket" : upgrade.includes("h2c") ? "h2c" : null;
  talk.extensions = fields.get("sec-websocket-extensions")?.toLowerCase() ?? "";
  talk.subprotocol = fields.get("sec-websocket-protocol")?.toLowerCase() ?? "";
}

/** RFC 9112, 6.3. */
function* readBody(
  pull: Pull,
  sink: Sink,
  talk: Talk,
  fields: ReadonlyMap<string, string>,
  isResponse: boolean,
): Reader {
  const transfer = codingsIn(fields.get("transfer-encoding") ?? "");
  const isChunked = transfer.at(-1) === "chunked";
  const codings = [
    ...codingsIn(fields.get("content-encoding") ?? ""),
    ...transfer.filter((coding) => coding !== "chunked"),
  ];
  const form: BodyForm = { codings, layers: isChunked ? ["chunked"] : [], isAsItStands: !isChunked };
  const body = bodyTaker(form, sink, talk.unpackers);
  if (isChunked) return yield* readChunks(pull, sink, body);
  const length = /^\d{1,15}/.exec(fields.get("content-length") ?? "");
  if (length !== null) return yield* readLength(pull, sink, body, Number(length[0]));
  if (!isResponse) return body.end(true);
  while (!pull.isOver) body.push(yield* pull.some());
  return body.end(true);
}

function* readLength(pull: Pull, sink: Sink, body: BodyTaker, length: number): Reader {
  let left = length;
  while (left > 0) {
    const piece = yield* pull.some(left);
    if (piece.length === 0) break;
    body.push(piece);
    left -= piece.length;
  }
  const content = body.end(left === 0);
  return left === 0 ? content : sink.blind("unfinished", left);
}

/** RFC 9112, 7.1. */
function* readChunks(pull: Pull, sink: Sink, body: BodyTaker): Reader {
  for (;;) {
    const line = yield* pull.line(MAX_SIZE_LINE_BYTES);
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;[^\n]*)?\r?\n$/i.exec(toLatin1(line));
    if (size === null) {
      pull.back(line);
      body.end(false);
      return sink.blind(pull.isOver ? "unfinished" : "broken", 0, "chunks");
    }
    const length = Number.parseInt(size[1], 16);
    if (length === 0) break;
    let left = length;
    while (left > 0) {
      const piece = yield* pull.some(left);
      if (piece.length === 0) {
        body.end(false);
        return sink.blind("unfinished", left);
      }
      body.push(piece);
      left -= piece.length;
    }
    const end = yield* pull.peek(2);
    yield* pull.take(end[0] === 0x0d && end[1] === 0x0a ? 2 : end[0] === 0x0a ? 1 : 0);
  }
  const content = body.end(true);
  yield* readTrailer(pull, sink);
  return content;
}

/** Fields after the last chunk, and an empty line. */
function* readTrailer(pull: Pull, sink: Sink): Generator<void, Understood> {
  for (;;) {
    const line = yield* pull.line(MAX_SIZE_LINE_BYTES);
    if (line.length <= 2) return sink.nothing();
    if (!line.includes(0x3a) || looksLikeRequest(line)) {
      pull.back(line);
      return sink.nothing();
    }
    sink.asItStands(line);
  }
}
