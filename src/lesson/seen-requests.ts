/** Requests that a firmware made in one run, as its servers read them. */
import { type HttpRequest, readRequest } from "../../sim/net/http/message.ts";
import { concatAll, toText } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";

export interface SeenRequest {
  /** The server, such as `cloud.example:443`. */
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Head and body. */
  readonly text: string;
  /** Members of a body that is a JSON object; none of any other. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** In the order of their connections. */
export function seenRequests(events: readonly TapeEvent[]): SeenRequest[] {
  const written = new Map<string, Uint8Array[]>();
  for (const { from, channel, kind, observers, to, stream, payload } of events) {
    const isSent =
      from === "device" && channel === "http" && kind === "write" && observers.includes("endpoint");
    if (!isSent || to === null || payload === null) continue;
    const key = `${stream} ${to}`;
    written.set(key, [...(written.get(key) ?? []), payload]);
  }
  return [...written].flatMap(([key, parts]) =>
    requestsIn(concatAll(parts), key.slice(key.indexOf(" ") + 1)),
  );
}

/** Whole requests of a connection, one after the other. */
function requestsIn(bytes: Uint8Array, to: string): SeenRequest[] {
  const requests: SeenRequest[] = [];
  let rest = bytes;
  for (let request = firstIn(rest); request !== null; request = firstIn(rest)) {
    const { method, target: path, body, sizeBytes } = request;
    const text = toText(rest.subarray(0, sizeBytes));
    requests.push({ to, method, path, text, members: membersOf(toText(body)) });
    rest = rest.subarray(sizeBytes);
  }
  return requests;
}

/** Null where none begins, or none is whole. */
function firstIn(bytes: Uint8Array): HttpRequest | null {
  try {
    return readRequest(bytes);
  } catch {
    return null;
  }
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
