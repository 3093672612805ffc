/** Requests that a firmware made in one run, as its servers read them. */
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

const FIRST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/;
/** The device library's own requests come on connections of their own, so that a second one on the same is rare. */
const NEXT_REQUEST = /(?=^[A-Z]{3,7} \S+ HTTP\/1\.[01]\r\n)/m;

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
  return [...written].flatMap(([key, parts]) => {
    const to = key.slice(key.indexOf(" ") + 1);
    return toText(concatAll(parts))
      .split(NEXT_REQUEST)
      .flatMap((text) => requestIn(text, to));
  });
}

function requestIn(text: string, to: string): SeenRequest[] {
  const [, method, path] = FIRST_LINE.exec(text) ?? [];
  if (method === undefined || path === undefined) return [];
  return [{ to, method, path, text, members: membersOf(text.slice(text.indexOf("\r\n\r\n") + 4)) }];
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
