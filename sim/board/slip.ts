/** Frames on a serial line (RFC 1055): 0xC0 ends one, 0xDB 0xDC stands for 0xC0 in it, 0xDB 0xDD for 0xDB. */

const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;

/** The frame with its ends around it. */
export function encodeSlip(frame: Uint8Array): Uint8Array {
  const line: number[] = [END];
  for (const byte of frame) {
    if (byte === END) line.push(ESCAPE, ESCAPED_END);
    else if (byte === ESCAPE) line.push(ESCAPE, ESCAPED_ESCAPE);
    else line.push(byte);
  }
  line.push(END);
  return Uint8Array.from(line);
}

/** Takes frames out of a stream of bytes, however it is cut. Bytes outside of frames and broken frames are dropped. */
export class SlipDecoder {
  private frame: number[] | null = null;
  private escaped = false;

  /** `maxBytes`: a frame that grows longer is dropped. */
  constructor(private readonly maxBytes: number) {}

  /** The frames that `bytes` complete. */
  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (const byte of bytes) {
      const frame = this.take(byte);
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  private take(byte: number): Uint8Array | null {
    if (byte === END) {
      const whole = this.frame !== null && this.frame.length > 0 && !this.escaped ? this.frame : null;
      // An end is also the start of the next frame where what was before it was no frame.
      this.frame = whole === null ? [] : null;
      this.escaped = false;
      return whole === null ? null : Uint8Array.from(whole);
    }
    if (this.frame === null) return null;
    if (this.escaped) {
      this.escaped = false;
      if (byte !== ESCAPED_END && byte !== ESCAPED_ESCAPE) this.frame = null;
      else this.frame.push(byte === ESCAPED_END ? END : ESCAPE);
    } else if (byte === ESCAPE) this.escaped = true;
    else this.frame.push(byte);
    if (this.frame !== null && this.frame.length > this.maxBytes) this.frame = null;
    return null;
  }
}
