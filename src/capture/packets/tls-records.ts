/** Records of TLS in one connection: which of them may hold content, and how many of their bytes nobody opened. */
import type { TlsRecord } from "../../judge/read/understood.ts";

/** Frames with such records that are remembered of one connection; what is in the others stays unread. */
const MAX_FRAMES = 1_000_000;

export class TlsRecords {
  /** Frames in which records end, in order; how many that nobody opened yet, and their bytes. */
  private readonly frames: number[] = [];
  private readonly counts: number[] = [];
  private readonly bytes: number[] = [];
  /** Bytes of records without content, and of those that were opened. */
  private readBytes = 0;
  /** Keys opened one at least. */
  wereOpened = false;

  add({ sizeBytes, mayHoldContent }: TlsRecord, frame: number): void {
    if (!mayHoldContent) {
      this.readBytes += sizeBytes;
      return;
    }
    const at = this.placeOf(frame);
    if (this.frames[at] !== frame) {
      if (this.frames.length >= MAX_FRAMES) return;
      this.frames.splice(at, 0, frame);
      this.counts.splice(at, 0, 0);
      this.bytes.splice(at, 0, 0);
    }
    this.counts[at]++;
    this.bytes[at] += sizeBytes;
  }

  has(frame: number): boolean {
    return this.frames[this.placeOf(frame)] === frame;
  }

  /** One record that ended in the frame was opened; false where there is none left. */
  open(frame: number): boolean {
    const at = this.placeOf(frame);
    if (this.frames[at] !== frame || this.counts[at] === 0) return false;
    // Nobody says which of several it was.
    const sizeBytes = Math.round(this.bytes[at] / this.counts[at]);
    this.counts[at]--;
    this.bytes[at] -= sizeBytes;
    this.readBytes += sizeBytes;
    this.wereOpened = true;
    return true;
  }

  /** Frames with records that nobody opened. */
  *closed(): Generator<number> {
    for (let at = 0; at < this.frames.length; at++) if (this.counts[at] > 0) yield this.frames[at];
  }

  /** Of all bytes under TLS, those that nobody opened: also parts of records, and what could not be told apart. */
  unread(sealedBytes: number): number {
    return sealedBytes - this.readBytes;
  }

  /** Index of the first frame that is not before this one. */
  private placeOf(frame: number): number {
    const { frames } = this;
    if (frames.length === 0 || frames[frames.length - 1] < frame) return frames.length;
    let low = 0;
    for (let high = frames.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (frames[middle] < frame) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
