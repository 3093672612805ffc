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
  /** Members of a body that is JSON, those of objects in it too: of two with one name, the outer or the first. */
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
    return allMembers(JSON.parse(body));
  } catch {
    return {};
  }
}

function allMembers(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return {};
  const within = Object.values(value).map(allMembers).reverse();
  return Object.assign({}, ...within, Array.isArray(value) ? {} : value);
}
