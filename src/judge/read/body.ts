/** Body of an HTTP message: its codings are taken off, and its content goes to the search. */
import { Gunzip, Inflate, Unzlib } from "fflate";
import { concat, concatAll, toLatin1 } from "../../../sim/tape/bytes.ts";
import { Adler32, type Checksum, Crc32 } from "../checksum.ts";
import { ALLOWS_MORE, type Allowance } from "./allowance.ts";
import type { Sink, Stretch, Understood } from "./understood.ts";

/** Decompressors that are not written in a library that runs everywhere; null when `bytes` can't be unpacked. */
export interface Unpackers {
  /** Unpacks `mostBytes` at most; null where there is no such library. */
  readonly brotli: Unpack | null;
  readonly zstd: Unpack;
  /** What all of a recording's bodies and messages may come to. */
  readonly allowance: Allowance;
}

export type Unpack = (bytes: Uint8Array, mostBytes: number) => Unpacked | null;

export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Something is missing: the end, or what is beyond the limit. */
  readonly isWhole: boolean;
  /** There is more than may be unpacked. */
  readonly isBeyondLimit: boolean;
}

/** Of one body: bytes that are unpacked, and packed bytes that are held for decompressors that need all at once. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
export const MAX_PACKED_BYTES = 16 * 1024 * 1024;
const MAX_AT_ONCE_BYTES = 64 * 1024 * 1024;
/** Packed bytes go into a decompressor in pieces, so that little more than the limit is unpacked. */
const PIECE_BYTES = 2 * 1024;
const MAX_CODINGS = 4;

export interface BodyForm {
  /** Content codings, in the order in which they were applied (RFC 9110, 8.4). */
  readonly codings: readonly string[];
  /** Layers that are off already. */
  readonly layers: readonly string[];
  /** The bytes stand in the recording as they are. */
  readonly isAsItStands: boolean;
}

/** Takes bytes of a body in order. */
export interface BodyTaker {
  push(bytes: Uint8Array): void;
  /** `isWhole`: the message came to its end. */
  end(isWhole: boolean): Understood;
}

/** The coding's name in a `content-encoding` field, without what says that there is none. */
export function codingsIn(field: string): string[] {
  return field
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
}

export function bodyTaker(form: BodyForm, sink: Sink, unpackers: Unpackers): BodyTaker {
  const { codings, layers } = form;
  const coding = codings.at(-1);
  if (coding === undefined) return new Plain(form.isAsItStands ? sink.openAsItStands() : sink.open(layers));
  if (codings.length > MAX_CODINGS) return new Unreadable(sink, codings.join(", "));
  const inside = (name: string) =>
    bodyTaker(
      { codings: codings.slice(0, -1), layers: [...layers, name], isAsItStands: false },
      sink,
      unpackers,
    );
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return new Inflating(sink, inside("gzip"), gunzipped, unpackers.allowance);
    case "deflate":
      return new Deflated(sink, inside, unpackers.allowance);
    case "br":
      return unpackers.brotli === null
        ? new Unreadable(sink, coding)
        : new AtOnce(sink, inside("br"), unpackers.brotli, unpackers.allowance);
    case "zstd":
      return new AtOnce(sink, inside("zstd"), unpackers.zstd, unpackers.allowance);
    default:
      return new Unreadable(sink, coding);
  }
}

class Plain implements BodyTaker {
  constructor(private readonly stretch: Stretch) {}

  push(bytes: Uint8Array): void {
    this.stretch.push(bytes);
  }

  end(): Understood {
    return this.stretch.end();
  }
}

class Unreadable implements BodyTaker {
  private sizeBytes = 0;

  constructor(
    private readonly sink: Sink,
    private readonly coding: string,
  ) {}

  push(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
  }

  end(): Understood {
    return this.sink.blind("coding", this.sizeBytes, this.coding.replace(/[^\w.-]/g, "?").slice(0, 20));
  }
}

type Take = (piece: Uint8Array) => void;

/** Throws where the stream is broken, in its last bytes by a checksum that is not right. */
interface Inflater {
  push(bytes: Uint8Array, isLast: boolean): void;
}

const inflated = (take: Take): Inflater => new Inflate(take);

/** A member ends with the checksum of its content, lowest byte first, and the content's length (RFC 1952, 2.3.1). */
function gunzipped(take: Take): Inflater {
  return new Checked(
    (counted) => {
      const stream = new Gunzip((piece) => counted.take(piece));
      stream.onmember = () => counted.startAnew();
      return stream;
    },
    { take, checksum: () => new Crc32(), trailerBytes: 8, isLittle: true },
  );
}

/** A stream ends with the checksum of its content, highest byte first (RFC 1950, 2.2). */
function unzipped(take: Take): Inflater {
  return new Checked((counted) => new Unzlib((piece) => counted.take(piece)), {
    take,
    checksum: () => new Adler32(),
    trailerBytes: 4,
    isLittle: false,
  });
}

interface Check {
  readonly take: Take;
  readonly checksum: () => Checksum;
  readonly trailerBytes: number;
  readonly isLittle: boolean;
}

/** A damaged stream mostly unpacks to something, which is not what was packed. */
class Checked implements Inflater {
  private readonly stream: Inflater;
  private checksum: Checksum;
  private tail: Uint8Array = new Uint8Array();

  constructor(
    open: (counted: Checked) => Inflater,
    private readonly check: Check,
  ) {
    this.checksum = check.checksum();
    this.stream = open(this);
  }

  take(piece: Uint8Array): void {
    this.checksum.add(piece);
    this.check.take(piece);
  }

  startAnew(): void {
    this.checksum = this.check.checksum();
  }

  push(bytes: Uint8Array, isLast: boolean): void {
    const { trailerBytes, isLittle } = this.check;
    this.tail = concat(this.tail, bytes.subarray(-trailerBytes)).slice(-trailerBytes);
    this.stream.push(bytes, isLast);
    if (!isLast) return;
    if (this.tail.length < trailerBytes) throw new RangeError("its checksum is missing");
    const said = new DataView(this.tail.buffer).getUint32(0, isLittle);
    if (said !== this.checksum.value) throw new RangeError("its checksum is wrong");
  }
}

/** Unpacks what flate has packed, piece by piece. */
class Inflating implements BodyTaker {
  private readonly stream: Inflater;
  private unpackedBytes = 0;
  private packedBytes = 0;
  private problem: "compression" | "limit" | null = null;
  private problemBytes = 0;

  constructor(
    private readonly sink: Sink,
    private readonly inside: BodyTaker,
    open: (take: (piece: Uint8Array) => void) => Inflater,
    private readonly allowance: Allowance,
  ) {
    this.stream = open((piece) => {
      this.unpackedBytes += piece.length;
      allowance.spend(piece.length);
      inside.push(piece);
    });
  }

  push(bytes: Uint8Array): void {
    this.packedBytes += bytes.length;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      if (this.problem === null && (this.unpackedBytes > MAX_UNPACKED_BYTES || this.allowance.isSpent))
        this.problem = "limit";
      if (this.problem === null && !this.feed(bytes.subarray(at, at + PIECE_BYTES), false))
        this.problem = "compression";
      if (this.problem !== null) {
        this.problemBytes += bytes.length - at;
        return;
      }
    }
  }

  end(isWhole: boolean): Understood {
    const hasEnd = this.problem === null && this.feed(new Uint8Array(), true);
    const content = this.inside.end(true);
    if (this.problem !== null) {
      const detail = this.problem === "limit" && this.allowance.isSpent ? ALLOWS_MORE : null;
      return this.sink.blind(this.problem, this.problemBytes, detail);
    }
    if (!hasEnd && isWhole && this.packedBytes > 0) return this.sink.blind("compression", 0);
    return content;
  }

  private feed(bytes: Uint8Array, isLast: boolean): boolean {
    try {
      this.stream.push(bytes, isLast);
      return true;
    } catch {
      return false;
    }
  }
}

/** The coding `deflate`: with the header of zlib as it should be, or without, as some servers send it. */
class Deflated implements BodyTaker {
  private stream: Inflating | null = null;

  constructor(
    private readonly sink: Sink,
    private readonly inside: (name: string) => BodyTaker,
    private readonly allowance: Allowance,
  ) {}

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // RFC 1950, 2.2: method 8 with a window of at most 32 KiB; a raw stream never begins like that and unpacks.
    this.stream ??=
      (bytes[0] & 0x8f) === 8
        ? new Inflating(this.sink, this.inside("zlib"), unzipped, this.allowance)
        : new Inflating(this.sink, this.inside("deflate"), inflated, this.allowance);
    this.stream.push(bytes);
  }

  end(isWhole: boolean): Understood {
    return this.stream === null ? this.sink.nothing() : this.stream.end(isWhole);
  }
}

/** For decompressors that need all of a body. */
class AtOnce implements BodyTaker {
  private readonly held: Uint8Array[] = [];
  private sizeBytes = 0;

  constructor(
    private readonly sink: Sink,
    private readonly inside: BodyTaker,
    private readonly unpack: Unpack,
    private readonly allowance: Allowance,
  ) {}

  push(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
    if (this.sizeBytes <= MAX_PACKED_BYTES) this.held.push(bytes.slice());
  }

  end(isWhole: boolean): Understood {
    if (this.sizeBytes > MAX_PACKED_BYTES) return this.sink.blind("limit", this.sizeBytes);
    if (this.sizeBytes === 0) return this.sink.nothing();
    const mostBytes = Math.min(MAX_AT_ONCE_BYTES, this.allowance.leftBytes);
    const detail = mostBytes < MAX_AT_ONCE_BYTES ? ALLOWS_MORE : null;
    if (mostBytes === 0) return this.sink.blind("limit", this.sizeBytes, detail);
    const unpacked = this.unpack(concatAll(this.held), mostBytes);
    if (unpacked === null) return this.sink.blind("compression", this.sizeBytes);
    this.allowance.spend(unpacked.bytes.length);
    this.inside.push(unpacked.bytes);
    const content = this.inside.end(true);
    if (unpacked.isBeyondLimit) return this.sink.blind("limit", this.sizeBytes, detail);
    return !unpacked.isWhole && isWhole ? this.sink.blind("compression", this.sizeBytes) : content;
  }
}

/** Header fields by lower-case name; of several with one name all values, with commas between. */
export function fieldsOf(head: Uint8Array): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of toLatin1(head).split(/\r?\n/).slice(1)) {
    const at = line.indexOf(":");
    if (at <= 0) continue;
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return fields;
}
