/** TCP segments (RFC 9293), and a direction of a connection put together from them. */

import type { Mark } from "../search.ts";
import { isSumRight } from "./checksums.ts";
import type { Datagram } from "./ip.ts";
import { viewOf } from "./packet.ts";

export interface Segment {
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly sequence: number;
  readonly acknowledged: number | null;
  readonly isSyn: boolean;
  readonly isFin: boolean;
  readonly isReset: boolean;
  readonly payload: Uint8Array;
  /** Null where not all of it was recorded. */
  readonly isChecksumRight: boolean | null;
}

const HEADER_BYTES = 20;
const FLAG = { fin: 1, syn: 2, reset: 4, ack: 16 };
const PROTOCOL_TCP = 6;

/** Null when it is none. */
export function segmentOf({ bytes, addresses, missingBytes }: Datagram): Segment | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = viewOf(bytes);
  const headerBytes = (bytes[12] >> 4) * 4;
  if (headerBytes < HEADER_BYTES || headerBytes > bytes.length) return null;
  const flags = bytes[13];
  return {
    sourcePort: view.getUint16(0),
    targetPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledged: (flags & FLAG.ack) === 0 ? null : view.getUint32(8),
    isSyn: (flags & FLAG.syn) !== 0,
    isFin: (flags & FLAG.fin) !== 0,
    isReset: (flags & FLAG.reset) !== 0,
    payload: bytes.subarray(headerBytes),
    isChecksumRight: missingBytes > 0 ? null : isSumRight([addresses, bytes], PROTOCOL_TCP + bytes.length),
  };
}

/** Gets what a direction says. */
export interface Listener {
  /** The next bytes in order. */
  next(bytes: Uint8Array, mark: Mark): void;
  /** Bytes for a place that others hold already, or that can't be trusted: to be looked at by themselves. */
  stray(bytes: Uint8Array, mark: Mark): void;
  /** So many bytes are not in the capture. */
  gap(sizeBytes: number): void;
  /** So many bytes have no place among the others: they were searched by themselves. */
  displaced(sizeBytes: number): void;
}

/** Bytes that wait for others before them; with more of them, those others are given up. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const MAX_WAITING_SEGMENTS = 4_096;
/** Further from what is expected than any window reaches (RFC 7323, 2.3): not of this connection. */
const MAX_DISTANCE_BYTES = 2 ** 30;

export class TcpStream {
  private expected: number | null = null;
  /** The number that the sender began with; null where that was not seen. */
  private began: number | null = null;
  private waiting: { readonly sequence: number; readonly bytes: Uint8Array; readonly mark: Mark }[] = [];
  private waitingBytes = 0;
  /** Bytes before what is expected, gaps included. */
  private deliveredBytes = 0;
  /** A segment with a right checksum was seen: wrong ones are not for the sender's network card to fill in. */
  private isChecked = false;

  constructor(private readonly listener: Listener) {}

  /**
   * Sequence numbers: the sender's end, and the next one that the other side waits for; null while
   * it is not said.
   */
  private ended: number | null = null;
  private acknowledged: number | null = null;

  take({ sequence, isSyn, isFin, payload, isChecksumRight }: Segment, mark: Mark): void {
    if (isChecksumRight === true) this.isChecked = true;
    if (isChecksumRight === false && this.isChecked) {
      if (payload.length > 0) this.listener.stray(payload, mark);
      return;
    }
    if (isSyn) this.began = sequence;
    const start = isSyn ? (sequence + 1) >>> 0 : sequence;
    this.expected ??= start;
    if (isFin) this.ended = (start + payload.length) >>> 0;
    if (payload.length > 0) this.place(start, payload, mark);
  }

  /** Nothing was seen before a sender that begins with this number, unless it was this very beginning. */
  isAtStart(sequence: number): boolean {
    return this.expected === null || this.began === sequence;
  }

  /** The other side has all before `sequence`: what is missing of it will not come any more. */
  acknowledge(sequence: number): void {
    if (this.acknowledged === null || distance(this.acknowledged, sequence) > 0) this.acknowledged = sequence;
    while (this.waiting.length > 0 && distance(this.firstWaiting(), sequence) > 0) this.skipGap();
  }

  /** Bytes sent by the end, or acknowledged, that did not come are reported as a gap. */
  end(): void {
    while (this.waiting.length > 0) this.skipGap();
    if (this.expected === null) return;
    const said = this.ended ?? this.acknowledged;
    // One number more than there are bytes is taken by the end itself, which may not have been seen.
    const missing = said === null ? 0 : distance(this.expected, said) - (this.ended === null ? 1 : 0);
    if (missing > 0 && missing <= MAX_DISTANCE_BYTES) this.listener.gap(missing);
  }

  private place(sequence: number, bytes: Uint8Array, mark: Mark): void {
    const ahead = distance(this.expected!, sequence);
    if (ahead > MAX_DISTANCE_BYTES || ahead <= -MAX_DISTANCE_BYTES) {
      this.listener.stray(bytes, mark);
      this.listener.displaced(bytes.length);
    } else if (ahead > 0) this.wait(sequence, bytes, mark);
    else {
      this.deliver(-ahead, bytes, mark);
      this.drain();
    }
  }

  private deliver(known: number, bytes: Uint8Array, mark: Mark): void {
    if (known > 0) this.listener.stray(bytes, mark);
    // Bytes before the first can't be a repetition.
    if (known > this.deliveredBytes) this.listener.displaced(known - this.deliveredBytes);
    if (known >= bytes.length) return;
    this.listener.next(bytes.subarray(known), mark);
    this.expected = (this.expected! + bytes.length - known) >>> 0;
    this.deliveredBytes += bytes.length - known;
  }

  private wait(sequence: number, bytes: Uint8Array, mark: Mark): void {
    this.waiting.push({ sequence, bytes: bytes.slice(), mark });
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > MAX_WAITING_BYTES || this.waiting.length > MAX_WAITING_SEGMENTS) this.skipGap();
  }

  /** Goes on with what waits, as far as nothing is missing. */
  private drain(): void {
    for (;;) {
      const index = this.waiting.findIndex(({ sequence }) => distance(this.expected!, sequence) <= 0);
      if (index < 0) return;
      const [{ sequence, bytes, mark }] = this.waiting.splice(index, 1);
      this.waitingBytes -= bytes.length;
      this.deliver(-distance(this.expected!, sequence), bytes, mark);
    }
  }

  private skipGap(): void {
    const first = this.firstWaiting();
    this.listener.gap(distance(this.expected!, first));
    this.deliveredBytes += distance(this.expected!, first);
    this.expected = first;
    this.drain();
  }

  private firstWaiting(): number {
    const { expected } = this;
    return this.waiting.reduce(
      (first, { sequence }) =>
        distance(expected!, sequence) < distance(expected!, first) ? sequence : first,
      this.waiting[0].sequence,
    );
  }
}

/** Distance from `a` to `b` in sequence numbers, which wrap around; negative when `b` is behind. */
function distance(a: number, b: number): number {
  return (b - a) | 0;
}
