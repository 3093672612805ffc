/** Unmasks the frames that a WebSocket's client sends (RFC 6455, 5.3), where a message consists of nothing else. */
import { concatAll } from "../../../sim/tape/bytes.ts";
import { frameOf, MAX_FRAME_HEADER_BYTES, unmasked } from "./websocket.ts";

/** Null for what is no sequence of masked frames. */
export function unmaskedFrames(bytes: Uint8Array): Uint8Array | null {
  const contents: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const frame = frameOf(bytes.subarray(at, at + MAX_FRAME_HEADER_BYTES));
    if (frame === null || frame.mask === null) return null;
    const start = at + frame.headerBytes;
    at = start + frame.sizeBytes;
    if (at > bytes.length) return null;
    contents.push(unmasked(bytes.subarray(start, at), frame.mask));
  }
  return contents.length === 0 ? null : concatAll(contents);
}
