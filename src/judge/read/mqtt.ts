/**
 * Reads a direction of MQTT (3.1.1 and 5.0 of OASIS), packet by packet. What a packet says stands open; payloads of
 * one topic are searched one after the other too, and each is judged by whether it looks encrypted.
 */
import { concat, toLatin1 } from "../../../sim/tape/bytes.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Sink } from "./understood.ts";

const PUBLISH = 3;
const MAX_HELD_BYTES = 1024 * 1024;
const MAX_TOPICS = 256;

export function looksLikeMqtt(first: Uint8Array): boolean {
  return first[0] === 0x10 && /^.{2,6}(?:MQTT|MQIsdp)/s.test(toLatin1(first.subarray(1, 14)));
}

export function* readMqtt(pull: Pull, sink: Sink): Reader {
  const payloads = new Map<string, Uint8Array>();
  for (;;) {
    const start = yield* pull.peek(5);
    if (start.length === 0) break;
    const length = remainingLength(start);
    if (length === null) {
      finish(payloads, sink);
      const left: Uint8Array[] = [];
      while (!pull.isOver) left.push(yield* pull.some());
      const sizeBytes = left.reduce((sum, piece) => sum + piece.length, 0);
      return sink.blind(sizeBytes < 5 ? "unfinished" : "broken", sizeBytes, "MQTT");
    }
    const { headerBytes, sizeBytes } = length;
    const type = start[0] >> 4;
    yield* pull.take(headerBytes);
    if (sizeBytes > MAX_HELD_BYTES) {
      const content = sink.openAsItStands();
      let left = sizeBytes;
      while (left > 0) {
        const piece = yield* pull.some(left);
        if (piece.length === 0) return sink.blind("unfinished", left, "MQTT");
        content.push(piece);
        left -= piece.length;
      }
      content.end();
      continue;
    }
    const body = yield* pull.take(sizeBytes);
    if (body.length < sizeBytes) {
      sink.asItStands(body);
      finish(payloads, sink);
      return sink.blind("unfinished", sizeBytes - body.length, "MQTT");
    }
    sink.asItStands(type === PUBLISH ? body.subarray(topicEnd(body)) : body);
    if (type === PUBLISH) collect(payloads, body, (start[0] & 6) !== 0);
  }
  return finish(payloads, sink);
}

/** MQTT 3.1.1, 2.2.3; null for an endless one. */
function remainingLength(bytes: Uint8Array): { headerBytes: number; sizeBytes: number } | null {
  let sizeBytes = 0;
  for (let i = 1; i < Math.min(5, bytes.length); i++) {
    sizeBytes += (bytes[i] & 0x7f) * 128 ** (i - 1);
    if (bytes[i] < 0x80) return bytes[0] >> 4 === 0 ? null : { headerBytes: i + 1, sizeBytes };
  }
  return null;
}

function topicEnd(body: Uint8Array): number {
  return Math.min(body.length, 2 + ((body[0] << 8) | body[1]));
}

/** A value may be told in several messages on one topic. */
function collect(payloads: Map<string, Uint8Array>, body: Uint8Array, hasId: boolean): void {
  const end = topicEnd(body);
  const topic = toLatin1(body.subarray(2, end));
  const earlier = payloads.get(topic);
  if (earlier === undefined && payloads.size >= MAX_TOPICS) return;
  const payload = body.subarray(end + (hasId ? 2 : 0));
  const held = concat(earlier ?? new Uint8Array(), payload);
  if (held.length <= MAX_HELD_BYTES) payloads.set(topic, held);
}

function finish(payloads: ReadonlyMap<string, Uint8Array>, sink: Sink) {
  for (const bytes of payloads.values()) sink.search(bytes, ["mqtt"]);
  return sink.nothing();
}
