/** Frames of links that are not read here, until another program has found the IP packets in them. */
import type { Ledger } from "../ledger.ts";
import type { Packet } from "./packet.ts";

/** Frames that are remembered; the others stay unread. */
const MAX_FRAMES = 1_000_000;
/** Header and checksum of a link around a packet, at most: with more, something else is in the frame as well. */
const MAX_AROUND_BYTES = 64;
/** Recorders of several interfaces write frames a little out of order. */
const MAX_DISORDER_MICROS = 1_000_000;
/** Times are written in other units. */
const MAX_ROUNDING_MICROS = 2;

interface Frame {
  readonly number: number;
  readonly atMicros: number;
  readonly sizeBytes: number;
}

export class OtherLinks {
  private readonly frames: Frame[] = [];
  private readonly details = new Set<string>();
  private unreadBytes = 0;
  private unread = 0;
  /** Packets come in the order of their frames. */
  private next = 0;

  get hasFrames(): boolean {
    return this.frames.length > 0;
  }

  add({ number, atMicros, bytes }: Packet, detail: string | null): void {
    this.unread++;
    this.unreadBytes += bytes.length;
    if (detail !== null) this.details.add(detail);
    if (this.frames.length < MAX_FRAMES) this.frames.push({ number, atMicros, sizeBytes: bytes.length });
  }

  /** Number of the frame that this packet fills; null for none. */
  open({ atMicros, bytes }: Packet): number | null {
    for (let at = this.next; at < this.frames.length; at++) {
      const frame = this.frames[at];
      const around = frame.sizeBytes - bytes.length;
      const isSame =
        Math.abs(frame.atMicros - atMicros) <= MAX_ROUNDING_MICROS &&
        around >= 0 &&
        around <= MAX_AROUND_BYTES;
      if (isSame) {
        this.next = at + 1;
        this.unread--;
        this.unreadBytes -= frame.sizeBytes;
        return frame.number;
      }
      if (frame.atMicros > atMicros + MAX_DISORDER_MICROS) return null;
    }
    return null;
  }

  tell(ledger: Ledger): void {
    if (this.unread === 0) return;
    for (const detail of this.details) ledger.blind({ kind: "link", sizeBytes: 0, detail }, null, 0);
    ledger.blind({ kind: "link", sizeBytes: this.unreadBytes, detail: null }, null, this.unread);
  }
}
