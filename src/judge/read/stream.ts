/** Chooses the reader of a direction of a connection by its first bytes. */

import { looksLikeRequest, looksLikeResponse, readHttp } from "./http.ts";
import { isHttp2, isHttp2Settings, readHttp2 } from "./http2.ts";
import { looksLikeMqtt, readMqtt } from "./mqtt.ts";
import { readOpenText, readSealed } from "./open-text.ts";
import type { Pull, Reader } from "./pull.ts";
import { sealOfStream } from "./seals.ts";
import type { Talk } from "./talk.ts";
import type { Sink } from "./understood.ts";

/** First bytes that are waited for. */
const FIRST_BYTES = 24;

export function* readStream(pull: Pull, sink: Sink, talk: Talk): Reader {
  const start = yield* pull.peek(1);
  if (start.length === 0) return sink.nothing();
  // Capital letters may become a request or HTTP/2's preface; other protocols say few bytes and wait.
  if (start.every(isCapital)) yield* pull.peek(FIRST_BYTES);
  const known = pull.available;
  const seal = sealOfStream(known) ?? talk.seal;
  if (seal !== "tls") talk.seal = seal;
  if (seal !== null) return yield* readSealed(pull, sink, seal);
  if (isHttp2(known) || isHttp2Settings(known)) return yield* readHttp2(pull, sink, talk);
  if (looksLikeRequest(known) || looksLikeResponse(known)) return yield* readHttp(pull, sink, talk);
  if (looksLikeMqtt(known)) return yield* readMqtt(pull, sink);
  return yield* readOpenText(pull, sink, talk);
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
