/** Troubles of servers, from the device's side. A new one is an entry of {@link DEFINITIONS}; scenarios can name it then. */
import type { Random } from "../engine/random.ts";
import { toBytes } from "../tape/bytes.ts";
import { writeResponse } from "./http/message.ts";
import { type Reply, type Segment, segmentsOf } from "./reply.ts";

/** Step of connecting that fails. */
export type Obstacle = "name" | "connection" | "certificate";

export interface TroubleDefinition {
  /** Nobody gets further than this; the certificate matters with TLS only. */
  readonly obstacle?: Obstacle;
  /** Nothing that is said is answered, in any protocol. */
  readonly isSilent?: true;
  /** Reply to a request, in place of the usual one. */
  readonly reply?: (usual: () => Reply, random: Random) => Reply;
  /** The trigger search tries it. */
  readonly isTried?: true;
}

const SLOW_MICROS = 8_000_000;
const HUGE_BYTES = 64 * 1024;
const ENDLESS_SEGMENTS = 2_000;
const ENDLESS_MICROS = 50_000;
const LYING_CHUNKS = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffff\r\n{}\r\n-1\r\n";

const DEFINITIONS = {
  refuses: { obstacle: "connection", isTried: true },
  garbage: {
    reply: (_usual, random) => ({
      segments: [{ afterMicros: 0, bytes: random.bytes(200 + random.below(400)) }],
      end: "close",
    }),
    isTried: true,
  },
  silent: { isSilent: true, isTried: true },
  resets: { reply: () => ({ segments: [], end: "reset" }) },
  huge: {
    reply: () => ({
      segments: segmentsOf(writeResponse({ status: 200, body: "x".repeat(HUGE_BYTES) })),
      end: "close",
    }),
  },
  endless: { reply: () => ({ segments: endless(), end: "stay" }) },
  slow: {
    reply: (usual) => {
      const { segments, end } = usual();
      return { segments: segments.map((segment, i) => (i === 0 ? late(segment) : segment)), end };
    },
  },
  "lying-chunks": { reply: () => ({ segments: segmentsOf(toBytes(LYING_CHUNKS)), end: "close" }) },
  "bad-certificate": { obstacle: "certificate" },
  "no-address": { obstacle: "name", isTried: true },
} as const satisfies Readonly<Record<string, TroubleDefinition>>;

/** A kind of trouble. */
export type Trouble = keyof typeof DEFINITIONS;

export const TROUBLES: Readonly<Record<Trouble, TroubleDefinition>> = DEFINITIONS;

export const TROUBLE_NAMES = Object.keys(DEFINITIONS) as readonly Trouble[];

/** Troubles that the trigger search tries, in this order. */
export const TRIED_TROUBLES = TROUBLE_NAMES.filter((name) => TROUBLES[name].isTried);

function late(segment: Segment): Segment {
  return { ...segment, afterMicros: SLOW_MICROS };
}

function endless(): Segment[] {
  const head = toBytes("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
  const more = toBytes(`${"and so on, ".repeat(90)}\r\n`);
  return [
    { afterMicros: 0, bytes: head },
    ...Array.from({ length: ENDLESS_SEGMENTS }, () => ({ afterMicros: ENDLESS_MICROS, bytes: more })),
  ];
}
