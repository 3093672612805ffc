/** Requests that a firmware made in one run, as its servers read them. */
import { type HttpRequest, readRequest } from "../../sim/net/http/message.ts";
import { concatAll, toText } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";

export interface SeenRequest {
  /** Time at which its last byte was written. */
  readonly atMicros: number;
  /** The server, such as `cloud.example:443`. */
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Head and body. */
  readonly text: string;
  /** Members of a body that is JSON, those of objects in it too: of two with one name, the outer or the first. */
  readonly members: Readonly<Record<string, unknown>>;
  /** All numbers of that body by their paths, such as `readings/0/value`. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Something that was written to a connection. */
interface Written {
  readonly atMicros: number;
  readonly payload: Uint8Array;
}

/** In the order of their connections. */
export function seenRequests(events: readonly TapeEvent[]): SeenRequest[] {
  const written = new Map<string, Written[]>();
  for (const { atMicros, from, channel, kind, observers, to, stream, payload } of events) {
    const isSent =
      from === "device" && channel === "http" && kind === "write" && observers.includes("endpoint");
    if (!isSent || to === null || payload === null) continue;
    const key = `${stream} ${to}`;
    const parts = written.get(key) ?? [];
    parts.push({ atMicros, payload });
    written.set(key, parts);
  }
  return [...written].flatMap(([key, parts]) => requestsIn(parts, key.slice(key.indexOf(" ") + 1)));
}

/** Whole requests of a connection, one after the other. */
function requestsIn(parts: readonly Written[], to: string): SeenRequest[] {
  const requests: SeenRequest[] = [];
  let rest = concatAll(parts.map(({ payload }) => payload));
  let endBytes = 0;
  for (let request = firstIn(rest); request !== null; request = firstIn(rest)) {
    const { method, target: path, body, sizeBytes } = request;
    endBytes += sizeBytes;
    const text = toText(rest.subarray(0, sizeBytes));
    const atMicros = writtenAt(parts, endBytes);
    requests.push({ ...{ atMicros, to, method, path, text }, ...contentOf(toText(body)) });
    rest = rest.subarray(sizeBytes);
  }
  return requests;
}

/** Time at which so many bytes had been written. */
function writtenAt(parts: readonly Written[], sizeBytes: number): number {
  let writtenBytes = 0;
  for (const { atMicros, payload } of parts) {
    writtenBytes += payload.length;
    if (writtenBytes >= sizeBytes) return atMicros;
  }
  throw new RangeError(`${sizeBytes} bytes were not written`);
}

/** Null where none begins, or none is whole. */
function firstIn(bytes: Uint8Array): HttpRequest | null {
  try {
    return readRequest(bytes);
  } catch {
    return null;
  }
}

/** Nothing of a body that is no JSON, or too deep to be looked through. */
function contentOf(body: string): Pick<SeenRequest, "members" | "numbers"> {
  try {
    const content = JSON.parse(body);
    return { members: allMembers(content), numbers: allNumbers(content) };
  } catch {
    return { members: {}, numbers: {} };
  }
}

function allMembers(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return {};
  const within = Object.values(value).map(allMembers).reverse();
  return Object.assign({}, ...within, Array.isArray(value) ? {} : value);
}

function allNumbers(value: unknown): Record<string, number> {
  if (typeof value !== "object" || value === null) return {};
  const found = Object.entries(value).flatMap(([name, member]): [string, number][] => {
    if (typeof member === "number") return [[name, member]];
    return Object.entries(allNumbers(member)).map(([path, number]) => [`${name}/${path}`, number]);
  });
  return Object.fromEntries(found);
}
