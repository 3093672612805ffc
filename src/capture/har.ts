/**
 * Searches a HAR file (HTTP Archive 1.2): what a browser or a proxy recorded of an app, inside TLS. It is read request
 * by request, so that it may be larger than memory.
 */
import { JSONParser } from "@streamparser/json";
import * as v from "valibot";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { type Messages, requestName } from "./compare/messages.ts";
import type { Mark, Search, Sight } from "./search.ts";

export interface SearchedArchive {
  readonly requests: number;
  readonly durationMicros: number;
  /** Not all of it could be read as requests. */
  readonly isBroken: boolean;
}

/** Longest description of one request, bytes of the file. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

const Text = v.optional(v.string(), "");
const Headers = v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []);
const Body = v.object({ text: Text, encoding: Text });
const Request = v.object({
  method: v.string(),
  url: v.string(),
  headers: Headers,
  postData: v.optional(Body),
});
const Response = v.object({ headers: Headers, content: v.optional(Body) });
/** Chrome's: `data` is base64 where `opcode` says that it is binary (RFC 6455, 11.8). */
const Message = v.object({ type: Text, data: v.string(), opcode: v.optional(v.number(), 1) });
const Entry = v.object({
  startedDateTime: Text,
  request: Request,
  response: v.optional(Response),
  _webSocketMessages: v.optional(v.array(Message), []),
});
type Entry = v.InferOutput<typeof Entry>;

const BINARY_MESSAGE = 2;
const PORTS: Readonly<Record<string, string>> = {
  "http:": "80",
  "https:": "443",
  "ws:": "80",
  "wss:": "443",
};
/** Where the path is open to whoever is on it. */
const IN_THE_CLEAR = ["http:", "ws:"];
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

export async function searchArchive(
  source: { pieces(): AsyncIterable<Uint8Array> },
  search: Search,
  messages: Messages | null = null,
): Promise<SearchedArchive> {
  const parser = new JSONParser({ paths: ["$.log.entries.*"], keepStack: false });
  const entries: unknown[] = [];
  parser.onValue = ({ value }) => entries.push(value);
  const archive = new Archive(search, messages);
  let entryBytes = 0;
  let isBroken = false;
  for await (const piece of source.pieces()) {
    entryBytes += piece.length;
    isBroken ||= parser.isEnded || entryBytes > MAX_ENTRY_BYTES;
    if (isBroken) break;
    isBroken = !succeeds(() => parser.write(piece));
    if (entries.length > 0) entryBytes = 0;
    for (const entry of entries.splice(0)) archive.take(entry);
  }
  isBroken ||= !parser.isEnded;
  const { requests, durationMicros, strangers } = archive;
  return { requests, durationMicros, isBroken: isBroken || strangers > 0 };
}

/** What the parser throws says only that there is no such JSON. */
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
  private startMillis: number | null = null;

  constructor(
    private readonly search: Search,
    private readonly messages: Messages | null,
  ) {}

  take(value: unknown): void {
    this.requests++;
    const parsed = v.safeParse(Entry, value);
    if (parsed.success) this.searchEntry(parsed.output);
    else this.strangers++;
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
    search(
      `in request ${this.requests}`,
      message(`${request.method} ${request.url} HTTP/1.1`, request.headers, request.postData),
    );
    if (response !== undefined)
      search(
        `in the response to request ${this.requests}`,
        message("HTTP/1.1", response.headers, response.content),
      );
    for (const { type, data, opcode } of messages) {
      const encoding = opcode === BINARY_MESSAGE ? "base64" : "";
      const what = type === "receive" ? "received" : "sent";
      search(`in a message ${what} over request ${this.requests}`, bodyOf({ text: data, encoding }));
    }
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
  body: v.InferOutput<typeof Body> | undefined,
): Uint8Array {
  const fields = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join("");
  return concat(toBytes(`${start}\r\n${fields}\r\n`), body === undefined ? new Uint8Array() : bodyOf(body));
}

function bodyOf({ text, encoding }: v.InferOutput<typeof Body>): Uint8Array {
  return encoding === "base64" && BASE64.test(text) ? Buffer.from(text, "base64") : toBytes(text);
}

/** Who it was said to, or by: they have what is in it. */
function sightOf(address: string): Sight {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isClear = url !== null && IN_THE_CLEAR.includes(url.protocol);
  return {
    observers: isClear ? ["endpoint", "network"] : ["endpoint"],
    channel: "http",
    to: url === null ? null : `${url.hostname}:${url.port || (PORTS[url.protocol] ?? "?")}`,
  };
}
