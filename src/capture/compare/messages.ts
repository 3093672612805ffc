/** Messages of a capture, one by one, so that it can be held against another one. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import type { Mark, Sight } from "../search.ts";

export interface Message {
  /** Kind of message: the same in captures of the same things happening. */
  readonly place: string;
  readonly sight: Sight;
  /** The beginning of it; null where the content is sealed and only the size is seen. */
  readonly bytes: Uint8Array | null;
  readonly sizeBytes: number;
  readonly mark: Mark;
}

/** Of a message, bytes that are kept. */
export const KEPT_BYTES = 16 * 1024;
/** Of a place, messages that are kept; of a capture, places, and bytes of all messages. */
const MAX_MESSAGES = 32;
const MAX_PLACES = 50_000;
const MAX_BYTES = 128 * 1024 * 1024;

export class Messages {
  readonly byPlace = new Map<string, Message[]>();
  private keptBytes = 0;

  add(message: Message): void {
    const known = this.byPlace.get(message.place) ?? [];
    if (known.length >= MAX_MESSAGES || (known.length === 0 && this.byPlace.size >= MAX_PLACES)) return;
    const bytes = this.keptBytes < MAX_BYTES ? (message.bytes?.slice(0, KEPT_BYTES) ?? null) : null;
    this.keptBytes += bytes?.length ?? 0;
    known.push({ ...message, bytes });
    this.byPlace.set(message.place, known);
  }
}

/** Parts of a path that are likely to be made up for the occasion: long ones, and those with digits. */
const INCIDENTAL = /\/[^/]*(?:\d[^/]*|[^/]{21,})/g;

/** Name of a request: its method, and its path without what may be different each time; null for what is none. */
export function requestName(bytes: Uint8Array): string | null {
  const line = /^([A-Z]{3,10}) (\S+)/.exec(toLatin1(bytes.subarray(0, 2_048)));
  if (line === null) return null;
  const path = line[2].replace(/^\w+:\/\/[^/]*/, "").split("?")[0];
  return `${line[1]} ${path.replace(INCIDENTAL, "/*")}`;
}
