/**
 * Reads a direction of MQTT (3.1.1 and 5.0 of OASIS), packet by packet. What a packet says stands open; payloads of
 * one topic are searched one after the other too, and each is judged by whether it looks encrypted.
 */
import { concat, toLatin1 } from "../../../sim/tape/bytes.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Talk } from "./talk.ts";
import type { Sink } from "./understood.ts";

const TYPE = { connect: 1, publish: 3 };
/** Version that has properties before the payload. */
const WITH_PROPERTIES = 5;
/** Packets of a connection whose greeting was not recorded. */
const TOPIC = /^[\w$+#/.: -]{1,256}$/;
const MAX_HELD_BYTES = 1024 * 1024;
const MAX_TOPICS = 256;

export function looksLikeMqtt(first: Uint8Array): boolean {
  return first[0] === 0x10 && /^.{2,6}(?:MQTT|MQIsdp)/s.test(toLatin1(first.subarray(1, 14)));
}

/** True for whole packets that begin with a message to a topic. */
export function isMqttUnderWay(first: Uint8Array): boolean {
  if (first[0] >> 4 !== TYPE.publish || (first[0] & 6) === 6) return false;
  const length = remainingLength(first);
  if (length === null) return false;
  const body = first.subarray(length.headerBytes, length.headerBytes + length.sizeBytes);
  const topic = toLatin1(body.subarray(2, topicEnd(body)));
  let at = 0;
  while (at < first.length) {
    const next = remainingLength(first.subarray(at, at + 5));
    if (next === null) return false;
    at += next.headerBytes + next.sizeBytes;
  }
  return at === first.length && TOPIC.test(topic) && topicEnd(body) < body.length;
}

export function* readMqtt(pull: Pull, sink: Sink, talk: Talk): Reader {
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
    if (type === TYPE.connect) talk.mqtt = body[2 + ((body[0] << 8) | body[1])] ?? null;
    if (body.length < sizeBytes) {
      sink.asItStands(body);
      finish(payloads, sink);
      return sink.blind("unfinished", sizeBytes - body.length, "MQTT");
    }
    if (type !== TYPE.publish) {
      sink.asItStands(body);
      continue;
    }
    const content = body.subarray(Math.min(body.length, topicEnd(body) + ((start[0] & 6) !== 0 ? 2 : 0)));
    const topic = toLatin1(body.subarray(2, topicEnd(body)));
    // Without the client's greeting it is not known whether there are properties.
    const bare = talk.mqtt !== null && talk.mqtt < WITH_PROPERTIES ? content : withoutProperties(content);
    sink.asItStands(bare);
    collect(payloads, topic, bare);
    if (talk.mqtt === null) collect(payloads, `${topic} bare`, content);
  }
  return finish(payloads, sink);
}

/** MQTT 3.1.1, 2.2.3; null for an endless one. */
function remainingLength(bytes: Uint8Array): { headerBytes: number; sizeBytes: number } | null {
  const length = bytes[0] >> 4 === 0 ? null : variableInteger(bytes, 1);
  return length && { headerBytes: length.next, sizeBytes: length.value };
}

function variableInteger(bytes: Uint8Array, start: number): { value: number; next: number } | null {
  let value = 0;
  for (let i = 0; i < 4 && start + i < bytes.length; i++) {
    value += (bytes[start + i] & 0x7f) * 128 ** i;
    if (bytes[start + i] < 0x80) return { value, next: start + i + 1 };
  }
  return null;
}

function topicEnd(body: Uint8Array): number {
  return Math.min(body.length, 2 + ((body[0] << 8) | body[1]));
}

/** MQTT 5.0, 2.2.2: their length, and they; all of it where that can't be. */
function withoutProperties(content: Uint8Array): Uint8Array {
  const length = variableInteger(content, 0);
  if (length === null || length.next + length.value > content.length) return content;
  return content.subarray(length.next + length.value);
}

/** A value may be told in several messages on one topic. */
function collect(payloads: Map<string, Uint8Array>, topic: string, payload: Uint8Array): void {
  const earlier = payloads.get(topic);
  if (earlier === undefined && payloads.size >= MAX_TOPICS) return;
  const held = concat(earlier ?? new Uint8Array(), payload);
  if (held.length <= MAX_HELD_BYTES) payloads.set(topic, held);
}

function finish(payloads: ReadonlyMap<string, Uint8Array>, sink: Sink) {
  for (const bytes of payloads.values()) sink.search(bytes, ["mqtt"]);
  return sink.nothing();
}
