/** Reads a direction of cleartext HTTP/2 (RFC 9113): header fields, and bodies put together from their frames. */
import { concat, fromLatin1, toLatin1 } from "../../../sim/tape/bytes.ts";
import { type BodyTaker, bodyTaker, codingsIn } from "./body.ts";
import { GrpcBody } from "./grpc.ts";
import { type HeaderField, HpackDecoder } from "./hpack.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Talk } from "./talk.ts";
import type { Sink } from "./understood.ts";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const FRAME = { data: 0, headers: 1, settings: 4, push: 5, ping: 6, continuation: 9, last: 0x10 };
const FLAG = { endStream: 1, endHeaders: 4, padded: 8, priority: 0x20 };
const HEADER_BYTES = 9;
const MAX_FRAME_BYTES = 2 ** 24;
const MAX_BLOCK_BYTES = 1024 * 1024;
const MAX_STREAMS = 1_000;

export function isHttp2(first: Uint8Array): boolean {
  return toLatin1(first.subarray(0, PREFACE.length)) === PREFACE;
}

/** A server begins with its settings, on stream 0. */
export function isHttp2Settings(first: Uint8Array): boolean {
  const length = (first[0] << 16) | (first[1] << 8) | first[2];
  return (
    first.length >= HEADER_BYTES &&
    length % 6 === 0 &&
    length <= 120 &&
    first[3] === FRAME.settings &&
    first[4] <= 1 &&
    first.subarray(5, 9).every((byte) => byte === 0)
  );
}

/** True for whole frames of a connection whose opening was not recorded. */
export function isHttp2UnderWay(first: Uint8Array): boolean {
  let at = 0;
  for (; at + HEADER_BYTES <= first.length; ) {
    const length = (first[at] << 16) | (first[at + 1] << 8) | first[at + 2];
    const [type, flags, top] = [first[at + 3], first[at + 4], first[at + 5]];
    const id = (first[at + 6] << 16) | (first[at + 7] << 8) | first[at + 8];
    const known = KNOWN_FRAMES[type];
    if (known === undefined || top !== 0 || (flags & ~known.flags) !== 0) return false;
    if (known.isOnStream !== null && known.isOnStream !== id > 0) return false;
    if (known.bytes !== null && length !== known.bytes) return false;
    at += HEADER_BYTES + length;
  }
  return first.length > 0 && at === first.length;
}

/** RFC 9113, 6: flags, whether it is on a stream, and length of each frame; null where both, or several, are right. */
const KNOWN_FRAMES: readonly {
  readonly flags: number;
  readonly isOnStream: boolean | null;
  readonly bytes: number | null;
}[] = [
  { flags: 0x09, isOnStream: true, bytes: null },
  { flags: 0x2d, isOnStream: true, bytes: null },
  { flags: 0, isOnStream: true, bytes: 5 },
  { flags: 0, isOnStream: true, bytes: 4 },
  { flags: 1, isOnStream: false, bytes: null },
  { flags: 0x0c, isOnStream: true, bytes: null },
  { flags: 1, isOnStream: false, bytes: 8 },
  { flags: 0, isOnStream: false, bytes: null },
  { flags: 0, isOnStream: null, bytes: 4 },
  { flags: 4, isOnStream: true, bytes: null },
];

export function* readHttp2(pull: Pull, sink: Sink, talk: Talk): Reader {
  if (isHttp2(yield* pull.peek(PREFACE.length))) yield* pull.take(PREFACE.length);
  const streams = new Streams(sink, talk);
  for (;;) {
    const header = yield* pull.peek(HEADER_BYTES);
    if (header.length === 0) return streams.end();
    const length = (header[0] << 16) | (header[1] << 8) | header[2];
    if (header.length < HEADER_BYTES || length >= MAX_FRAME_BYTES || header[3] > FRAME.last) {
      streams.end();
      let sizeBytes = 0;
      while (!pull.isOver) sizeBytes += (yield* pull.some()).length;
      return sink.blind(sizeBytes < HEADER_BYTES ? "unfinished" : "broken", sizeBytes, "HTTP/2");
    }
    yield* pull.take(HEADER_BYTES);
    const id = ((header[5] & 0x7f) << 24) | (header[6] << 16) | (header[7] << 8) | header[8];
    const payload = yield* pull.take(length);
    streams.take(header[3], header[4], id, payload);
    if (payload.length < length) {
      streams.end();
      return sink.blind("unfinished", length - payload.length, "HTTP/2");
    }
  }
}

class Streams {
  private readonly decoder = new HpackDecoder();
  private readonly bodies = new Map<number, BodyTaker>();
  private readonly forms = new Map<
    number,
    { readonly codings: string[]; readonly isGrpc: boolean; grpcCoding: string }
  >();
  private block: { id: number; bytes: Uint8Array } | null = null;

  constructor(
    private readonly sink: Sink,
    private readonly talk: Talk,
  ) {}

  take(type: number, flags: number, id: number, payload: Uint8Array): void {
    switch (type) {
      case FRAME.data:
        this.data(flags, id, unpadded(payload, flags));
        return;
      case FRAME.headers:
      case FRAME.push: {
        const content = unpadded(payload, flags);
        const skip = type === FRAME.push ? 4 : (flags & FLAG.priority) !== 0 ? 5 : 0;
        this.block = { id, bytes: content.subarray(skip) };
        if ((flags & FLAG.endHeaders) !== 0) this.decodeBlock();
        if ((flags & FLAG.endStream) !== 0) this.endStream(id, true);
        return;
      }
      case FRAME.continuation:
        if (this.block === null || this.block.bytes.length + payload.length > MAX_BLOCK_BYTES) {
          this.sink.blind("broken", payload.length, "HTTP/2");
          return;
        }
        this.block.bytes = concat(this.block.bytes, payload);
        if ((flags & FLAG.endHeaders) !== 0) this.decodeBlock();
        return;
      default:
        this.sink.asItStands(payload);
    }
  }

  end() {
    let content = this.sink.nothing();
    if (this.block !== null) content = this.sink.blind("unfinished", this.block.bytes.length, "HTTP/2");
    for (const id of [...this.bodies.keys()]) {
      this.endStream(id, false);
      content = this.sink.blind("unfinished", 0, "HTTP/2");
    }
    return content;
  }

  private decodeBlock(): void {
    const { id, bytes } = this.block!;
    this.block = null;
    const { fields, isBroken } = this.decoder.decode(bytes);
    this.searchFields(fields);
    if (isBroken) this.sink.blind("broken", bytes.length, "HTTP/2 fields");
    const value = (name: string) => fields.find((field) => field.name === name)?.value ?? "";
    if (this.forms.size >= MAX_STREAMS) this.forms.clear();
    if (fields.some(({ name }) => name.startsWith(":"))) {
      this.forms.set(id, {
        codings: codingsIn(value("content-encoding")),
        isGrpc: value("content-type").startsWith("application/grpc"),
        grpcCoding: value("grpc-encoding"),
      });
    }
  }

  private searchFields(fields: readonly HeaderField[]): void {
    for (const isCoded of [false, true]) {
      const lines = fields
        .filter((field) => field.isCoded === isCoded)
        .map(({ name, value }) => `${name}: ${value}\r\n`);
      if (lines.length > 0)
        this.sink.search(fromLatin1(lines.join("")), isCoded ? ["http2", "huffman"] : ["http2"]);
    }
  }

  private data(flags: number, id: number, content: Uint8Array): void {
    let body = this.bodies.get(id);
    if (body === undefined) {
      if (this.bodies.size >= MAX_STREAMS) {
        this.sink.blind("limit", content.length, "HTTP/2 streams");
        return;
      }
      const form = this.forms.get(id) ?? { codings: [], isGrpc: false, grpcCoding: "" };
      const { unpackers } = this.talk;
      body = form.isGrpc
        ? new GrpcBody(this.sink, unpackers, form.grpcCoding, ["http2"])
        : bodyTaker({ codings: form.codings, layers: ["http2"], isAsItStands: false }, this.sink, unpackers);
      this.bodies.set(id, body);
    }
    body.push(content);
    if ((flags & FLAG.endStream) !== 0) this.endStream(id, true);
  }

  private endStream(id: number, isWhole: boolean): void {
    this.bodies.get(id)?.end(isWhole);
    this.bodies.delete(id);
  }
}

/** RFC 9113, 6.1. */
function unpadded(payload: Uint8Array, flags: number): Uint8Array {
  if ((flags & FLAG.padded) === 0) return payload;
  return payload.subarray(1, Math.max(1, payload.length - payload[0]));
}
