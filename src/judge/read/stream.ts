/** Chooses the reader of a direction of a connection by its first bytes. */

import { isDnsStream, readDns } from "./dns.ts";
import { looksLikeRequest, looksLikeResponse, readHttp } from "./http.ts";
import { isHttp2, isHttp2Settings, isHttp2UnderWay, readHttp2 } from "./http2.ts";
import { isModbus, readModbus } from "./modbus.ts";
import { isMqttUnderWay, looksLikeMqtt, readMqtt } from "./mqtt.ts";
import { readOpenText } from "./open-text.ts";
import type { Pull, Reader } from "./pull.ts";
import { readSealed } from "./sealed.ts";
import { sealOfStream } from "./seals.ts";
import type { Talk } from "./talk.ts";
import { readTls } from "./tls.ts";
import type { Sink } from "./understood.ts";
import { isWebSocketUnderWay, readWebSocket } from "./websocket.ts";

/** First bytes that are waited for. */
const FIRST_BYTES = 24;

/** First bytes of HTTP/2's frames and others, of MQTT and of TLS, and how many they say before they wait for an answer. */
const WAITED_FOR: Readonly<Record<number, number>> = { 0: 9, 1: 9, 16: 12, 20: 6, 21: 7, 22: 11, 23: 6 };

export function* readStream(pull: Pull, sink: Sink, talk: Talk): Reader {
  let last = sink.nothing();
  // A reader ends where another protocol begins.
  while ((yield* pull.peek(1)).length > 0) last = yield* readProtocol(pull, sink, talk);
  return last;
}

function* readProtocol(pull: Pull, sink: Sink, talk: Talk): Reader {
  const start = yield* pull.peek(1);
  // Capital letters may become a request or HTTP/2's preface; other protocols say few bytes and wait.
  yield* pull.peek(start.every(isCapital) ? FIRST_BYTES : (WAITED_FOR[start[0]] ?? 1));
  const known = pull.available;
  const seal = sealOfStream(known) ?? talk.seal;
  if (seal !== "tls") talk.seal = seal;
  if (seal === "tls") return yield* readTls(pull, sink);
  if (seal !== null) return yield* readSealed(pull, sink, seal);
  if (isHttp2(known) || isHttp2Settings(known)) return yield* readHttp2(pull, sink, talk);
  if (looksLikeRequest(known) || looksLikeResponse(known)) return yield* readHttp(pull, sink, talk);
  if (looksLikeMqtt(known) || talk.mqtt !== null || isMqttUnderWay(known))
    return yield* readMqtt(pull, sink, talk);
  if (isWebSocketUnderWay(known)) return yield* readWebSocket(pull, sink, talk);
  if (isHttp2UnderWay(known)) return yield* readHttp2(pull, sink, talk);
  if (isModbus(known)) return yield* readModbus(pull, sink);
  if (isDnsStream(known)) return yield* readDns(pull, sink);
  return yield* readOpenText(pull, sink);
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
