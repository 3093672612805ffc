/**
 * Searches a HAR file (HTTP Archive 1.2): what a browser or a proxy recorded of an app, inside TLS. It is read request
 * by request, so that it may be larger than memory.
 */
import * as v from "valibot";
import { concat, fromLatin1, toBytes, toText } from "../../sim/tape/bytes.ts";
import { ALLOWS_MORE } from "../judge/read/allowance.ts";
import { bodyTaker, type Unpackers } from "../judge/read/body.ts";
import { MessagePool } from "../judge/read/randomness.ts";
import { Sink, type Understood, type Unread } from "../judge/read/understood.ts";
import { ArchiveParser } from "./archive-parser.ts";
import { type Messages, requestName } from "./compare/messages.ts";
import { Ledger } from "./ledger.ts";
import type { Mark, Search, Sight } from "./search.ts";

export interface SearchedArchive {
  readonly requests: number;
  readonly durationMicros: number;
  /** Not all of it could be read as requests. */
  readonly isBroken: boolean;
  readonly ledger: Ledger;
}

/** Longest description of one request, bytes of the file. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

/** Recorders leave members out, or write null for them. */
const Text = v.nullish(v.string(), "");
const Size = v.nullish(v.number(), -1);
const Headers = v.nullish(v.array(v.object({ name: v.string(), value: v.string() })), []);
const Param = v.object({ name: Text, value: v.nullish(v.string()), fileName: v.nullish(v.string()) });
const Body = v.object({
  text: v.nullish(v.string()),
  encoding: Text,
  params: v.nullish(v.array(Param), []),
  size: Size,
});
const Request = v.object({
  method: v.string(),
  url: v.string(),
  headers: Headers,
  postData: v.nullish(Body),
  bodySize: Size,
});
const Response = v.object({
  status: v.nullish(v.number(), 0),
  headers: Headers,
  content: v.nullish(Body),
  bodySize: Size,
});
/** Chrome's: `data` is base64 where `opcode` says that it is binary (RFC 6455, 11.8). */
const Message = v.object({ type: Text, data: v.string(), opcode: v.nullish(v.number(), 1) });
const Entry = v.object({
  startedDateTime: Text,
  request: Request,
  response: v.nullish(Response),
  _webSocketMessages: v.nullish(v.array(Message), []),
});
type Entry = v.InferOutput<typeof Entry>;
type Body = v.InferOutput<typeof Body>;

const BINARY_MESSAGE = 2;
const PORTS: Readonly<Record<string, string>> = {
  "http:": "80",
  "https:": "443",
  "ws:": "80",
  "wss:": "443",
};
/** URL schemes without encryption: anyone on the path can read the content. */
const IN_THE_CLEAR = ["http:", "ws:"];
/** Of one body, bytes that are unpacked. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** Beginnings of bodies that are packed though no field says so (RFC 1952, 2.3.1; RFC 1950, 2.2). */
const MARKS = [
  { bytes: [0x1f, 0x8b, 0x08], coding: "gzip" },
  { bytes: [0x78, 0x01], coding: "deflate" },
  { bytes: [0x78, 0x5e], coding: "deflate" },
  { bytes: [0x78, 0x9c], coding: "deflate" },
  { bytes: [0x78, 0xda], coding: "deflate" },
];
/** Members that are searched as what they are, by their path in an entry. */
const SEARCHED = [
  "request.headers",
  "response.headers",
  "request.postData.text",
  "response.content.text",
  "_webSocketMessages.data",
];
/** Methods of requests that have a body (RFC 9110, 9.3). */
const WITH_BODY = ["POST", "PUT", "PATCH"];
/** Status codes of answers without a body (RFC 9110, 6.4.1). */
const WITHOUT_BODY = [204, 304];
/** Methods whose answer has no body, or stands for a tunnel. */
const NO_BODY = ["HEAD", "CONNECT"];
/** Members beside the requests: whoever has the archive. */
const REST_SIGHT: Sight = { observers: ["endpoint"], channel: "http", to: null };
/** Text of bytes, of which one at least is none of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what tells bytes from text.
const LATIN1_BYTES = /^[\u0000-\u00ff]*[\u0000-\u0008\u000e-\u001f\u0080-\u00ff][\u0000-\u00ff]*$/;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

export async function searchArchive(
  source: { pieces(): AsyncIterable<Uint8Array> },
  search: Search,
  unpackers: Unpackers,
  messages: Messages | null = null,
): Promise<SearchedArchive> {
  const parser = new ArchiveParser();
  const archive = new Archive(search, messages, unpackers);
  let entryBytes = 0;
  let isBroken = false;
  for await (const piece of source.pieces()) {
    entryBytes += piece.length;
    isBroken ||= parser.isEnded || entryBytes > MAX_ENTRY_BYTES;
    if (isBroken) break;
    isBroken = !succeeds(() => parser.write(piece));
    const entries = parser.takeEntries();
    if (entries.length > 0) entryBytes = 0;
    for (const entry of entries) archive.take(entry);
    archive.searchRest(parser.takeBeside(), "beside the requests");
  }
  archive.end();
  isBroken ||= !parser.isEnded || parser.hasTwice;
  const { requests, durationMicros, strangers, ledger } = archive;
  // Without any request it is something else, or the list of them has another name.
  return { requests, durationMicros, isBroken: isBroken || strangers > 0 || requests === 0, ledger };
}

/** Errors of the parser are dropped: they say only that the JSON is broken. */
function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}

class Archive {
  requests = 0;
  durationMicros = 0;
  /** Entries that are not as the format has them. */
  strangers = 0;
  readonly ledger = new Ledger();
  private readonly pool = new MessagePool();
  private startMillis: number | null = null;

  constructor(
    private readonly search: Search,
    private readonly messages: Messages | null,
    private readonly unpackers: Unpackers,
  ) {}

  take(value: unknown): void {
    this.requests++;
    const parsed = v.safeParse(Entry, value);
    if (!parsed.success) {
      this.strangers++;
      return;
    }
    this.searchEntry(parsed.output);
    const { request, startedDateTime } = parsed.output;
    const where = `in request ${this.requests}`;
    this.searchRest(value, where, sightOf(request.url), this.at(startedDateTime));
  }

  private searchEntry({ startedDateTime, request, response, _webSocketMessages: messages }: Entry): void {
    const atMicros = this.at(startedDateTime);
    const sight = sightOf(request.url);
    const name = requestName(toBytes(`${request.method} ${request.url}`)) ?? "request";
    const search = (where: string, bytes: Uint8Array) => {
      const mark = { atMicros, where };
      this.searchPart(sight, mark, bytes);
      const place = `${sight.to} ${where.replace(/(?<!\d)\d+$/, name)}`;
      this.messages?.add({ place, sight, bytes, sizeBytes: bytes.length, mark });
    };
    const body = request.postData ?? null;
    search(
      `in request ${this.requests}`,
      message(`${request.method} ${request.url} HTTP/1.1`, request.headers, body),
    );
    const needsBody = WITH_BODY.includes(request.method);
    this.account(sight, atMicros, body, request.bodySize, request.headers, needsBody);
    if (response === null || response === undefined)
      this.ledger.blind({ kind: "leftOut", sizeBytes: 0, detail: "an answer" }, null);
    else {
      const content = response.content ?? null;
      const where = `in the response to request ${this.requests}`;
      search(where, message("HTTP/1.1", response.headers, content));
      const hasNone = NO_BODY.includes(request.method) || WITHOUT_BODY.includes(response.status);
      this.account(
        sight,
        atMicros,
        content,
        hasNone ? 0 : Math.max(response.bodySize, content?.size ?? -1),
        hasNone ? [] : response.headers,
        !hasNone,
      );
    }
    for (const { type, data, opcode } of messages) {
      const encoding = opcode === BINARY_MESSAGE ? "base64" : "";
      const what = type === "receive" ? "received" : "sent";
      search(`in a message ${what} over request ${this.requests}`, bodyOf({ text: data, encoding }));
    }
    this.searchMessages(sight, messages, atMicros);
  }

  /** A value may be told in several messages; and what they say may be encrypted, or packed. */
  private searchMessages(sight: Sight, messages: Entry["_webSocketMessages"], atMicros: number): void {
    const mark = { atMicros, where: `in messages over request ${this.requests}` };
    const to = sight.to === null ? null : this.search.redact(sight.to);
    for (const way of ["send", "receive"]) {
      const said = messages.filter(({ type }) => (type === "receive" ? "receive" : "send") === way);
      if (said.length === 0) continue;
      const sink = this.sink(sight, mark, to);
      const stretch = sink.open(["websocket"]);
      for (const { data, opcode } of said) {
        stretch.push(bodyOf({ text: data, encoding: opcode === BINARY_MESSAGE ? "base64" : "" }));
        stretch.border();
      }
      stretch.end();
    }
  }

  /** Strings in members that have no meaning here: cookies, parameters, redirects, and what others have put in. */
  searchRest(value: unknown, where: string, sight: Sight = REST_SIGHT, atMicros = 0): void {
    const texts: string[] = [];
    collect(value, texts, "");
    if (texts.length > 0) this.searchPart(sight, { atMicros, where }, toBytes(texts.join("\n")));
  }

  /** Notes what a body comes to: content, or that it was left out, in part or as a whole. */
  private account(
    sight: Sight,
    atMicros: number,
    body: Body | null,
    sizeBytes: number,
    headers: readonly { readonly name: string; readonly value: string }[],
    /** There would be a body, if nothing says that it has no bytes. */
    needsBody: boolean,
  ): void {
    const said = headers.find(({ name }) => name.toLowerCase() === "content-length")?.value ?? "";
    const expected = Math.max(sizeBytes, /^\d{1,12}$/.test(said) ? Number(said) : 0);
    const bytes = body === null ? new Uint8Array() : bodyOf(body);
    const params = body?.params ?? [];
    const to = sight.to === null ? null : this.search.redact(sight.to);
    const missing = params.length > 0 ? 0 : expected - bytes.length;
    // Without a body and its size nobody knows whether there was one.
    const isUnknown = needsBody && body === null && sizeBytes < 0 && said === "";
    if (missing > 0 || isUnknown)
      this.ledger.blind({ kind: "leftOut", sizeBytes: Math.max(0, missing), detail: null }, to);
    for (const { value, fileName } of params)
      if (!value && fileName) this.ledger.blind({ kind: "leftOut", sizeBytes: 0, detail: "a file" }, to);
    const mark = { atMicros, where: `in request ${this.requests}` };
    const sink = this.sink(sight, mark, to);
    searchBytes(bytes, body, sink, this.unpackers);
  }

  private sink(sight: Sight, mark: Mark, to: string | null): Sink {
    const taker = {
      flow: (layers: readonly string[]) => {
        const thread = this.search.thread(() => ({ ...sight, layers }));
        return { push: (piece: Uint8Array) => thread.push(piece, mark), close: () => thread.close() };
      },
      content: (size: number) => this.ledger.content(size),
      blind: (spot: Unread) => this.ledger.blind(spot, to),
    };
    return new Sink(taker, this.pool);
  }

  /** Judges short bodies, which were kept until now. */
  end(): void {
    this.sink(REST_SIGHT, { atMicros: 0, where: "in all bodies" }, null).finish();
  }

  private searchPart(sight: Sight, mark: Mark, bytes: Uint8Array): void {
    const thread = this.search.thread(() => sight);
    thread.push(bytes, mark);
    thread.close();
  }

  /** After the first request; 0 where it is not said. */
  private at(started: string): number {
    const millis = Date.parse(started);
    if (Number.isNaN(millis)) return 0;
    this.startMillis ??= millis;
    const atMicros = Math.max(0, millis - this.startMillis) * 1000;
    this.durationMicros = Math.max(this.durationMicros, atMicros);
    return atMicros;
  }
}

/** As it was on the wire, but for the order of header fields and what was left out of the archive. */
function message(
  start: string,
  headers: readonly { readonly name: string; readonly value: string }[],
  body: Body | null,
): Uint8Array {
  const fields = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join("");
  return concat(toBytes(`${start}\r\n${fields}\r\n`), body === null ? new Uint8Array() : bodyOf(body));
}

function bodyOf({ text, encoding }: Pick<Body, "text" | "encoding">): Uint8Array {
  if (text === null || text === undefined) return new Uint8Array();
  return encoding === "base64" && BASE64.test(text) ? Buffer.from(text, "base64") : toBytes(text);
}

/** Bytes that recorders write one character each, or that are packed though no field says so. */
function searchBytes(bytes: Uint8Array, body: Body | null, sink: Sink, unpackers: Unpackers): Understood {
  const text = body?.text ?? "";
  const isLatin1 = body?.encoding !== "base64" && LATIN1_BYTES.test(text);
  const plain = isLatin1 ? fromLatin1(text) : bytes;
  if (isText(plain)) return sink.asItStands(plain);
  const marked = MARKS.find(({ bytes: mark }) => mark.every((byte, i) => plain[i] === byte));
  if (marked !== undefined) {
    const form = { codings: [marked.coding], layers: [], isAsItStands: false };
    const taker = bodyTaker(form, sink, unpackers);
    taker.push(plain);
    return taker.end(true);
  }
  for (const name of ["brotli", "zstd"] as const) {
    const mostBytes = Math.min(MAX_UNPACKED_BYTES, unpackers.allowance.leftBytes);
    if (mostBytes === 0) return sink.blind("limit", plain.length, ALLOWS_MORE);
    const unpacked = unpackers[name]?.(plain, mostBytes) ?? null;
    unpackers.allowance.spend(unpacked?.bytes.length ?? 0);
    if (unpacked?.isWhole) return sink.search(unpacked.bytes, [name]);
    if (unpacked?.isBeyondLimit) {
      sink.search(unpacked.bytes, [name]);
      return sink.blind("limit", plain.length, mostBytes < MAX_UNPACKED_BYTES ? ALLOWS_MORE : null);
    }
  }
  // Other packed bytes are unpacked by the search itself.
  if (isLatin1) sink.search(plain, ["latin1"]);
  return sink.asItStands(plain);
}

function isText(bytes: Uint8Array): boolean {
  return !bytes.includes(0) && !toText(bytes).includes("\ufffd");
}

function collect(value: unknown, texts: string[], path: string): void {
  if (SEARCHED.includes(path)) return;
  if (typeof value === "string") texts.push(value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    // Members of an array are on the path of the array itself.
    if (Array.isArray(value)) collect(member, texts, path);
    else {
      texts.push(name);
      collect(member, texts, path === "" ? name : `${path}.${name}`);
    }
  }
}

/** Observers of a request: the server sees the content, and without encryption the network. */
function sightOf(address: string): Sight {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isClear = url !== null && IN_THE_CLEAR.includes(url.protocol);
  return {
    observers: isClear ? ["endpoint", "network"] : ["endpoint"],
    channel: "http",
    to: url === null ? null : `${url.hostname}:${url.port || (PORTS[url.protocol] ?? "?")}`,
  };
}
