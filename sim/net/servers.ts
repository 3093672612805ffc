/** The cloud: who answers at which host, and how. Every name that nobody described answers politely. */

import { Random } from "../engine/random.ts";
import { toBytes } from "../tape/bytes.ts";
import { DEFAULT_RESPONSE, type HttpRequest, type HttpResponse, writeResponse } from "./protocols/http.ts";

/** A server as a plain function: it keeps no state, so that a world with it can be forked. */
export type HttpHandler = (request: HttpRequest, visit: Visit) => HttpResponse;

export interface Visit {
  readonly host: string;
  /** 1 for the first request to this host in the run. */
  readonly number: number;
  readonly atMicros: number;
}

export const TROUBLES = [
  "refuses",
  "silent",
  "resets",
  "garbage",
  "huge",
  "endless",
  "slow",
  "lying-chunks",
  "bad-certificate",
  "no-address",
] as const;
/** What can be wrong with a server, from the device's side. */
export type Trouble = (typeof TROUBLES)[number];

/** One piece of a reply, and how long after the one before it comes. */
export interface Piece {
  readonly afterMicros: number;
  readonly bytes: Uint8Array;
}

/** How a server ends its side: it closes, resets, or says nothing more. */
export interface Reply {
  readonly pieces: readonly Piece[];
  readonly end: "close" | "reset" | "stay";
}

const SLOW_MICROS = 8_000_000;
const HUGE_BYTES = 64 * 1024;
/** The VM takes at most 4 kB in one message; a home's line takes 1400. */
const SEGMENT_BYTES = 1_400;
const SEGMENT_MICROS = 200;
const ENDLESS_PIECES = 2_000;
const ENDLESS_MICROS = 50_000;

export class Servers {
  /** Replies that a scenario set, by host; each counts down its uses, the last one stays. */
  private readonly replies = new Map<string, { response: HttpResponse; times: number }[]>();
  private readonly troubles = new Map<string, Trouble>();
  private readonly addresses = new Map<string, string>();
  private readonly visits = new Map<string, number>();

  constructor(private readonly handlers: Readonly<Record<string, HttpHandler>>) {}

  /** From now on `host` answers with `response`, `times` times. */
  reply(host: string, response: HttpResponse, times: number): void {
    const queue = this.replies.get(host) ?? [];
    queue.push({ response, times });
    this.replies.set(host, queue);
  }

  /** From now on `host` is in trouble; null puts it right. */
  trouble(host: string, trouble: Trouble | null): void {
    if (trouble === null) this.troubles.delete(host);
    else this.troubles.set(host, trouble);
  }

  troubleAt(host: string): Trouble | null {
    return this.troubles.get(host) ?? this.troubles.get("*") ?? null;
  }

  /** A poisoned name: connections to `host` reach whoever has `address`. */
  poison(host: string, address: string): void {
    this.addresses.set(host, address);
  }

  /** The address that the name leads to; null when there is no such name. */
  resolve(host: string): string | null {
    if (this.troubleAt(host) === "no-address") return null;
    const poisoned = this.addresses.get(host);
    if (poisoned !== undefined) return poisoned;
    // 203.0.113.0/24 is set aside for documentation (RFC 5737).
    return `203.0.113.${1 + Random.stream(0, `address/${host}`).below(250)}`;
  }

  isPoisoned(host: string): boolean {
    return this.addresses.has(host);
  }

  answer(host: string, request: HttpRequest, seed: number, atMicros: number): Reply {
    const number = (this.visits.get(host) ?? 0) + 1;
    this.visits.set(host, number);
    const trouble = this.troubleAt(host);
    const random = Random.stream(seed, `trouble/${host}/${number}`);
    switch (trouble) {
      case "silent":
        return { pieces: [], end: "stay" };
      case "resets":
        return { pieces: [], end: "reset" };
      case "garbage":
        return { pieces: [{ afterMicros: 0, bytes: random.bytes(200 + random.below(400)) }], end: "close" };
      case "huge":
        return {
          pieces: segments(writeResponse({ status: 200, body: "x".repeat(HUGE_BYTES) })),
          end: "close",
        };
      case "endless":
        return { pieces: endless(), end: "stay" };
      case "lying-chunks":
        return {
          pieces: segments(
            toBytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffff\r\n{}\r\n-1\r\n"),
          ),
          end: "close",
        };
      default: {
        const pieces = segments(writeResponse(this.response(host, request, { host, number, atMicros })));
        if (trouble === "slow" && pieces[0] !== undefined)
          pieces[0] = { ...pieces[0], afterMicros: SLOW_MICROS };
        return { pieces, end: "close" };
      }
    }
  }

  private response(host: string, request: HttpRequest, visit: Visit): HttpResponse {
    const queue = this.replies.get(host) ?? this.replies.get("*");
    const first = queue?.[0];
    if (first !== undefined) {
      first.times--;
      if (first.times <= 0 && queue!.length > 1) queue!.shift();
      if (first.times >= 0) return first.response;
      if (queue!.length === 1) this.replies.delete(host);
    }
    const handler = this.handlers[host] ?? this.handlers["*"];
    return handler?.(request, visit) ?? DEFAULT_RESPONSE;
  }
}

/** Splits bytes into what the line carries at once; never between CR and LF, for which DeviceScript's fetch would wait for ever. */
export function segments(bytes: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + SEGMENT_BYTES);
    if (end < bytes.length && bytes[end - 1] === 0x0d) end--;
    pieces.push({ afterMicros: pieces.length === 0 ? 0 : SEGMENT_MICROS, bytes: bytes.slice(at, end) });
    at = end;
  }
  return pieces;
}

function endless(): Piece[] {
  const head = toBytes("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
  const more = toBytes(`${"and so on, ".repeat(90)}\r\n`);
  return [
    { afterMicros: 0, bytes: head },
    ...Array.from({ length: ENDLESS_PIECES }, () => ({ afterMicros: ENDLESS_MICROS, bytes: more })),
  ];
}
