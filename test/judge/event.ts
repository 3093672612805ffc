/** Events for tests that need no world to make them. */
import type { Position } from "../../sim/tape/position.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);

/** A position in a program without debug information. */
export function at(site: number): Position {
  return { step: String(site), blame: null, stack: [{ site: String(site), place: null }] };
}

/** A write to a server, of which `fields` tells what is different. */
export function event(fields: Partial<TapeEvent> = {}): TapeEvent {
  const payload = fields.payload === undefined ? toBytes("hello") : fields.payload;
  return {
    atMicros: 0,
    from: "device",
    channel: "http",
    observers: ["endpoint"],
    kind: "write",
    to: "cloud.example:443",
    payload,
    sizeBytes: payload?.length ?? 0,
    stream: 1,
    position: at(10),
    ...fields,
  };
}
