/** Reads a direction of a WebSocket (RFC 6455): unmasks, puts messages together, inflates them (RFC 7692). */
import { Inflate } from "fflate";
import { concat } from "../../../sim/tape/bytes.ts";
import { ALLOWS_MORE, type Allowance } from "./allowance.ts";
import { looksLikeMqtt, readMqtt } from "./mqtt.ts";
import { type Pull, type Reader, Reading } from "./pull.ts";
import type { Talk } from "./talk.ts";
import type { Sink, Stretch } from "./understood.ts";

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const FLAG = { end: 0x80, compressed: 0x40, reserved: 0x30, masked: 0x80 };
/** End of a block that every compressed message lacks (RFC 7692, 7.2.2). */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);
/** Of one message, bytes that are unpacked. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 2 * 1024;

export interface Frame {
  readonly opcode: number;
  readonly isEnd: boolean;
  readonly isCompressed: boolean;
  readonly mask: Uint8Array | null;
  readonly headerBytes: number;
  readonly sizeBytes: number;
}

/** The frame whose header `bytes` begin with; null when it is none, or not whole. */
export function frameOf(bytes: Uint8Array): Frame | null {
  if (bytes.length < 2 || (bytes[0] & FLAG.reserved) !== 0) return null;
  const opcode = bytes[0] & 15;
  if (!Object.values(OPCODE).includes(opcode)) return null;
  const short = bytes[1] & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (bytes[1] & FLAG.masked) !== 0;
  const headerBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headerBytes) return null;
  let sizeBytes = lengthBytes === 0 ? short : 0;
  for (let i = 0; i < lengthBytes; i++) sizeBytes = 256 * sizeBytes + bytes[2 + i];
  if (sizeBytes > Number.MAX_SAFE_INTEGER || (opcode >= OPCODE.close && sizeBytes > 125)) return null;
  return {
    opcode,
    isEnd: (bytes[0] & FLAG.end) !== 0,
    isCompressed: (bytes[0] & FLAG.compressed) !== 0,
    mask: isMasked ? bytes.slice(headerBytes - 4, headerBytes) : null,
    headerBytes,
    sizeBytes,
  };
}

/** Bytes of a frame from `at` on without the mask (RFC 6455, 5.3). */
export function unmasked(bytes: Uint8Array, mask: Uint8Array | null, at = 0): Uint8Array {
  return mask === null ? bytes : bytes.map((byte, i) => byte ^ mask[(at + i) & 3]);
}

/**
 * True for whole frames of a WebSocket whose opening was not recorded: of a client, with masks, or compressed. Text must
 * be text once the mask is off.
 */
export function isWebSocketUnderWay(first: Uint8Array): boolean {
  let at = 0;
  let count = 0;
  let texts = 0;
  for (; at < first.length; count++) {
    const frame = frameOf(first.subarray(at, at + MAX_FRAME_HEADER_BYTES));
    if (frame === null || (frame.mask === null && !frame.isCompressed)) return false;
    const start = at + frame.headerBytes;
    at = start + frame.sizeBytes;
    if (at > first.length) return false;
    if (frame.opcode !== OPCODE.text || frame.isCompressed || frame.sizeBytes < MIN_TEXT_BYTES) continue;
    if (!isPlainText(unmasked(first.subarray(start, at), frame.mask))) return false;
    texts++;
  }
  return texts > 0 || count > 1 || (count === 1 && (first[0] & FLAG.compressed) !== 0);
}

/** Shorter text is text by chance. */
const MIN_TEXT_BYTES = 6;

function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** Longest header: two bytes, eight of the length, four of the mask. */
export const MAX_FRAME_HEADER_BYTES = 14;

export function* readWebSocket(pull: Pull, sink: Sink, talk: Talk): Reader {
  const messages = new WebSocketMessages(sink, talk);
  for (;;) {
    const start = yield* pull.peek(MAX_FRAME_HEADER_BYTES);
    if (start.length === 0) return messages.end();
    const frame = frameOf(start);
    if (frame === null) {
      messages.end();
      let sizeBytes = 0;
      while (!pull.isOver) sizeBytes += (yield* pull.some()).length;
      return sink.blind(sizeBytes < MAX_FRAME_HEADER_BYTES ? "unfinished" : "broken", sizeBytes, "WebSocket");
    }
    yield* pull.take(frame.headerBytes);
    messages.begin(frame);
    for (let at = 0; at < frame.sizeBytes; ) {
      const piece = yield* pull.some(frame.sizeBytes - at);
      if (piece.length === 0) {
        messages.end();
        return sink.blind("unfinished", frame.sizeBytes - at, "WebSocket");
      }
      messages.push(unmasked(piece, frame.mask, at));
      at += piece.length;
    }
    messages.finish(frame);
  }
}

class WebSocketMessages {
  private plain: Stretch;
  private readonly inside: Stretch;
  private readonly control: Stretch;
  private isMasked = false;
  private mqtt: Reading | null;
  private inflate: Inflate | null = null;
  private isCompressed = false;
  private isControl = false;
  private unpackedBytes = 0;
  private failedBytes = 0;
  private hasFailed = false;
  private readonly allowance: Allowance;

  constructor(
    private readonly sink: Sink,
    private readonly talk: Talk,
  ) {
    this.allowance = talk.unpackers.allowance;
    this.plain = sink.open(["websocket"]);
    this.control = sink.open(["websocket mask"]);
    this.inside = sink.open(["websocket", "deflate"]);
    this.mqtt = talk.subprotocol.includes("mqtt") ? this.newMqtt() : null;
  }

  begin(frame: Frame): void {
    this.isControl = frame.opcode >= OPCODE.close;
    if (!this.isMasked && frame.mask?.some((byte) => byte !== 0)) {
      this.isMasked = true;
      this.plain.end();
      this.plain = this.sink.open(["websocket mask"]);
    }
    if (this.isControl || frame.opcode === OPCODE.continuation) return;
    this.isCompressed = frame.isCompressed;
    this.unpackedBytes = 0;
  }

  push(bytes: Uint8Array): void {
    // Between the parts of a message a ping may stand, which is none of it.
    if (this.isControl) this.control.push(bytes);
    else if (this.isCompressed) this.unpack(bytes);
    else this.take(this.plain, bytes);
  }

  finish(frame: Frame): void {
    if (this.isControl || !frame.isEnd) return;
    if (this.isCompressed) this.unpack(TAIL);
    this.plain.border();
    this.inside.border();
  }

  end() {
    this.mqtt?.end();
    this.inside.end();
    this.control.end();
    const content = this.plain.end();
    return this.failedBytes > 0
      ? this.sink.blind(
          this.hasFailed ? "compression" : "limit",
          this.failedBytes,
          !this.hasFailed && this.allowance.isSpent ? ALLOWS_MORE : "WebSocket",
        )
      : content;
  }

  private newMqtt(): Reading {
    return new Reading((pull, sink) => readMqtt(pull, sink, this.talk), this.sink);
  }

  private take(stretch: Stretch, bytes: Uint8Array): void {
    stretch.push(bytes);
    this.mqtt ??= looksLikeMqtt(bytes) ? this.newMqtt() : null;
    this.mqtt?.push(bytes);
  }

  /** Messages may refer to those before: the window goes on. */
  private unpack(bytes: Uint8Array): void {
    this.inflate ??= new Inflate((piece) => {
      this.unpackedBytes += piece.length;
      this.allowance.spend(piece.length);
      this.take(this.inside, piece);
    });
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      if (this.hasFailed || this.unpackedBytes > MAX_UNPACKED_BYTES || this.allowance.isSpent) {
        this.failedBytes += bytes.length - at;
        return;
      }
      try {
        this.inflate.push(concat(bytes.subarray(at, at + PIECE_BYTES)));
      } catch {
        this.hasFailed = true;
        this.failedBytes += bytes.length - at;
        return;
      }
    }
  }
}
