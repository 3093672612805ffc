/** Messages of HTTP/1.1 as a server in the simulated cloud sees them; parsing is http-parser-js's job. */
import { HTTPParser } from "http-parser-js";
import { concat, toBytes, toLatin1 } from "../../tape/bytes.ts";

export interface HttpRequest {
  readonly method: string;
  /** As in the request line: path and query. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Bytes of the connection that this request took. */
  readonly sizeBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
  /** Further headers, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longest head that the parser takes. */
const MAX_HEAD_BYTES = 80 * 1024;

/** Answer of an unknown server: polite, and nothing of interest. */
export const DEFAULT_RESPONSE: HttpResponse = { status: 200, body: "{}" };

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  404: "Not Found",
  500: "Internal Server Error",
};

/** True when the first bytes of a connection look like an HTTP request. */
export function looksLikeHttp(bytes: Uint8Array): boolean {
  return /^[A-Z]{3,10} \S/.test(toLatin1(bytes.subarray(0, 16)));
}

/** Bytes of the head of a request, its empty line included; null where that is not among the first `mostBytes`. */
export function headBytes(bytes: Uint8Array, mostBytes: number): number | null {
  const head = bytes.subarray(0, mostBytes);
  for (let at = head.indexOf(0x0d); at >= 0; at = head.indexOf(0x0d, at + 1))
    if (endsEmpty(head.subarray(at, at + 4))) return at + 4;
  return null;
}

/** True if the request says by its chunks where it ends (RFC 9112, 7.1). */
export function isOpenEnded(head: Uint8Array): boolean {
  return /^transfer-encoding:/im.test(toLatin1(head));
}

/** True if the bytes end with an empty line, as a request in chunks does. */
export function endsEmpty(bytes: Uint8Array): boolean {
  return toLatin1(bytes.subarray(-4)) === "\r\n\r\n";
}

/** Bytes that an incomplete request will have, by its content-length; 0 while that is not known. */
export function requestBytes(bytes: Uint8Array): number {
  const text = toLatin1(bytes.subarray(0, MAX_HEAD_BYTES));
  const end = text.indexOf("\r\n\r\n");
  const length = /^content-length: *(\d{1,12})\s*$/im.exec(text.slice(0, Math.max(0, end)));
  return length === null ? 0 : end + 4 + Number(length[1]);
}

/** The first request in `bytes`; null while it is incomplete. Throws on what is not HTTP. */
export function readRequest(bytes: Uint8Array): HttpRequest | null {
  let head: { method: number; url: string; headers: string[] } | null = null;
  let sizeBytes = -1;
  const body: Uint8Array[] = [];
  const parser = new HTTPParser(HTTPParser.REQUEST) as HttpParserAt;
  parser[HTTPParser.kOnHeadersComplete] = (info) => {
    head ??= info;
  };
  parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
    if (sizeBytes < 0) body.push(chunk.slice(offset, offset + length));
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (sizeBytes < 0) sizeBytes = parser.offset;
  };
  const result = parser.execute(parserInput(bytes));
  if (sizeBytes < 0 || head === null) {
    if (result instanceof Error) throw result;
    return null;
  }
  const { method, url, headers } = head as { method: number; url: string; headers: string[] };
  const named: Record<string, string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) named[headers[i].toLowerCase()] = headers[i + 1];
  return {
    method: HTTPParser.methods[method],
    target: url,
    headers: named,
    body: concat(...body),
    sizeBytes,
  };
}

/** The parser, and where in its input it is; that is not in its types. */
type HttpParserAt = InstanceType<typeof HTTPParser> & { readonly offset: number };

type ParserInput = Parameters<InstanceType<typeof HTTPParser>["execute"]>[0];

/** The parser was written for Node's Buffer, of which it uses `toString(encoding, start, end)` beyond a byte array. */
function parserInput(bytes: Uint8Array): ParserInput {
  const input = bytes.slice();
  Object.defineProperty(input, "toString", {
    value: (_encoding: string, start: number, end: number) => toLatin1(input.subarray(start, end)),
  });
  return input as unknown as ParserInput;
}

export function writeResponse(response: HttpResponse): Uint8Array {
  const body = toBytes(response.body);
  const headers = Object.entries(response.headers ?? {});
  const isTyped = headers.some(([name]) => name.toLowerCase() === "content-type");
  const head = [
    `HTTP/1.1 ${response.status} ${REASONS[response.status] ?? "Status"}`,
    ...(isTyped ? [] : [`content-type: ${response.contentType ?? "application/json"}`]),
    `content-length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "connection: close",
    "",
    "",
  ].join("\r\n");
  return concat(toBytes(head), body);
}
