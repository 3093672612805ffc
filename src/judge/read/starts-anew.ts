/** Recognises protocols that begin inside of a stream: behind a proxy's greeting, or where a recording began late. */
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import { isHttp2UnderWay } from "./http2.ts";
import { isMqttUnderWay } from "./mqtt.ts";
import { isWebSocketUnderWay } from "./websocket.ts";

/** First lines of requests and responses; the path of a request is looked for up to a length. */
const REQUEST = /[A-Z]{3,16} (?:\/|\*|https?:)\S{0,4096} HTTP\/1\.[01]\r?\n/;
const RESPONSE = /(?:^|\n)(?=HTTP\/1\.[01] \d{3}(?: |\r|\n))/;

/** Place in a piece of a stream where a protocol begins that has a reader; -1 where none does. */
export function startsAnew(piece: Uint8Array): number {
  if (isMqttUnderWay(piece) || isWebSocketUnderWay(piece) || isHttp2UnderWay(piece)) return 0;
  const text = toLatin1(piece);
  if (!text.includes("HTTP/1.")) return -1;
  const places = [REQUEST, RESPONSE].map((pattern) => {
    const found = pattern.exec(text);
    return found === null ? Number.POSITIVE_INFINITY : found.index + (found[0] === "\n" ? 1 : 0);
  });
  const first = Math.min(...places);
  return Number.isFinite(first) ? first : -1;
}
