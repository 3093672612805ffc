/** Requests of a tape as a HAR file (HTTP Archive 1.2): what a proxy that the appliance trusts records, inside TLS. */
import { concatAll, toLatin1, toText } from "../../../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../../../sim/tape/tape.ts";

interface Field {
  readonly name: string;
  readonly value: string;
}

/** Start line, fields and body of a message (RFC 9112, 2.1). */
interface Message {
  readonly start: readonly string[];
  readonly headers: readonly Field[];
  readonly body: string;
}

const TLS_PORT = "443";

export function harOf(events: readonly TapeEvent[]): object {
  const streams = new Map<number, TapeEvent[]>();
  for (const event of events) {
    if (event.channel !== "http" || event.stream === null || !event.observers.includes("endpoint")) continue;
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  }
  const entries = [...streams.values()].map(entryOf);
  return { log: { version: "1.2", creator: { name: "tightlip lab", version: "1" }, entries } };
}

/** Appliances close a connection after each request. */
function entryOf(said: readonly TapeEvent[]): object {
  const [{ atMicros, to }] = said;
  const request = messageOf(said.filter(({ from }) => from === "device"));
  const response = messageOf(said.filter(({ from }) => from !== "device"));
  const [host, port] = (to ?? "").split(":");
  const { body, headers } = request;
  const common = { httpVersion: "HTTP/1.1", cookies: [], headersSize: -1 };
  return {
    startedDateTime: new Date(atMicros / 1_000).toISOString(),
    time: 0,
    request: {
      ...common,
      method: request.start[0],
      url: `${port === TLS_PORT ? "https" : "http"}://${host}${request.start[1] ?? "/"}`,
      headers,
      queryString: [],
      bodySize: body.length,
      ...(body !== "" && { postData: { mimeType: typeIn(headers), text: body } }),
    },
    response: {
      ...common,
      status: Number(response.start[1] ?? 0),
      statusText: response.start[2] ?? "",
      headers: response.headers,
      redirectURL: "",
      bodySize: response.body.length,
      content: { size: response.body.length, mimeType: typeIn(response.headers), text: response.body },
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
}

function messageOf(said: readonly TapeEvent[]): Message {
  const bytes = concatAll(said.flatMap(({ payload }) => payload ?? []));
  const head = toLatin1(bytes).split("\r\n\r\n", 1)[0];
  const [start, ...fields] = head.split("\r\n");
  const headers = fields.map((field) => {
    const colon = field.indexOf(":");
    return { name: field.slice(0, colon), value: field.slice(colon + 1).trim() };
  });
  return { start: start.split(" "), headers, body: toText(bytes.subarray(head.length + 4)) };
}

function typeIn(headers: readonly Field[]): string {
  return headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "text/plain";
}
