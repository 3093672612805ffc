/** A server's reply as it travels: in segments, over time. */

/** A stretch of bytes that arrives at once, and the time since the one before it. */
export interface Segment {
  readonly afterMicros: number;
  readonly bytes: Uint8Array;
}

/** Segments, and how the server ends its side: it closes, resets, or says nothing more. */
export interface Reply {
  readonly segments: readonly Segment[];
  readonly end: "close" | "reset" | "stay";
}

/** The VM takes at most 4 kB in one message; a home's line takes 1400. */
const SEGMENT_BYTES = 1_400;
const SEGMENT_MICROS = 200;

/** Splits bytes into what the line carries at once; never between CR and LF, for which DeviceScript's fetch would wait for ever. */
export function segmentsOf(bytes: Uint8Array): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + SEGMENT_BYTES);
    if (end < bytes.length && bytes[end - 1] === 0x0d) end--;
    segments.push({ afterMicros: segments.length === 0 ? 0 : SEGMENT_MICROS, bytes: bytes.slice(at, end) });
    at = end;
  }
  return segments;
}
