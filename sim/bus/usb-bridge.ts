/**
 * The line between a board and a USB host: text that the runtime prints, with Jacdac frames between (jacdac-c,
 * `source/jd_usb.c`; numbers from its service specification `usb_bridge`). A byte 0xFE starts a two-byte sign: frame
 * begins, frame ends, or the byte 0xFE itself. Frames come only after the host has asked for them.
 */

import { crc16, HEADER_BYTES } from "./frame.ts";

const MAGIC = 0xfe;
const SIGN = { literal: 0xf8, reserved: 0xf9, serialGap: 0xfa, frameGap: 0xfb, start: 0xfc, end: 0xfd };
const MAX_FRAME_BYTES = HEADER_BYTES + 240;

/** Service class that a frame to the bridge itself is addressed to. */
const BRIDGE_CLASS = 0x18f61a4a;
/** Flags of a frame: a command to all of a service class; and to oneself as well. */
const BROADCAST = 0x01 | 0x04;
const LOOPBACK = 0x40;
const BROADCAST_HIGH_MARK = 0xaaaa_aaaa;
const BROADCAST_INDEX = 0x3d;
export const BRIDGE_COMMAND = {
  disablePackets: 0x80,
  enablePackets: 0x81,
  disableLog: 0x82,
  enableLog: 0x83,
};

export type LinePart =
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "frame"; readonly bytes: Uint8Array };

/** A frame as it travels on the line. */
export function encodeFrameOnLine(frame: Uint8Array): Uint8Array {
  return Uint8Array.of(MAGIC, SIGN.start, ...quoted(frame), MAGIC, SIGN.end);
}

/** Text as it travels on the line. */
export function encodeTextOnLine(text: Uint8Array): Uint8Array {
  return Uint8Array.from(quoted(text));
}

/** A frame with which the host tells the bridge itself something; the bridge answers with one of the same command. */
export function bridgeFrame(command: number): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + 4);
  const view = new DataView(frame.buffer);
  frame.set([4, BROADCAST | LOOPBACK], 2);
  view.setUint32(4, BRIDGE_CLASS, true);
  view.setUint32(8, BROADCAST_HIGH_MARK, true);
  frame[HEADER_BYTES + 1] = BROADCAST_INDEX;
  view.setUint16(HEADER_BYTES + 2, command, true);
  view.setUint16(0, crc16(frame.subarray(2)), true);
  return frame;
}

/** Command of a frame to the bridge itself; null for a frame to somebody else. */
export function bridgeCommandOf(frame: Uint8Array): number | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const isBroadcast = frame.length >= HEADER_BYTES + 4 && (frame[3] & BROADCAST) === BROADCAST;
  return isBroadcast && view.getUint32(4, true) === BRIDGE_CLASS
    ? view.getUint16(HEADER_BYTES + 2, true)
    : null;
}

/** Takes text and frames out of a stream of bytes, however it is cut. Frames that are damaged count in `damaged`. */
export class LineDecoder {
  damaged = 0;
  private frame: number[] | null = null;
  private isSign = false;

  /** Text comes as soon as it is there, in pieces. */
  push(bytes: Uint8Array): LinePart[] {
    const parts: LinePart[] = [];
    let text: number[] = [];
    const endText = () => {
      if (text.length > 0) parts.push({ kind: "text", bytes: Uint8Array.from(text) });
      text = [];
    };
    for (const byte of bytes) {
      const taken = this.take(byte);
      if (taken === null) continue;
      if (typeof taken === "number") text.push(taken);
      else {
        endText();
        parts.push({ kind: "frame", bytes: taken });
      }
    }
    endText();
    return parts;
  }

  /** A byte of text, a whole frame, or null. */
  private take(byte: number): number | Uint8Array | null {
    if (!this.isSign && byte === MAGIC) {
      this.isSign = true;
      return null;
    }
    if (!this.isSign) return this.content(byte);
    this.isSign = false;
    switch (byte) {
      case SIGN.literal:
        return this.content(MAGIC);
      case SIGN.start:
        if (this.frame !== null) this.damaged++;
        this.frame = [];
        return null;
      case SIGN.end:
        return this.endFrame();
      case SIGN.reserved:
      case SIGN.serialGap:
      case SIGN.frameGap:
        return null;
      default:
        if (this.frame === null) return byte;
        this.frame = null;
        this.damaged++;
        return null;
    }
  }

  private content(byte: number): number | null {
    if (this.frame === null) return byte;
    this.frame.push(byte);
    if (this.frame.length > MAX_FRAME_BYTES) {
      this.frame = null;
      this.damaged++;
    }
    return null;
  }

  private endFrame(): Uint8Array | null {
    const frame = this.frame === null ? null : Uint8Array.from(this.frame);
    this.frame = null;
    if (frame === null) return null;
    const size = HEADER_BYTES + (frame[2] ?? 0);
    if (frame.length >= size && crc16(frame.subarray(2, size)) === (frame[0] | (frame[1] << 8)))
      return frame.subarray(0, size);
    this.damaged++;
    return null;
  }
}

function quoted(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => (byte === MAGIC ? [MAGIC, SIGN.literal] : [byte]));
}
