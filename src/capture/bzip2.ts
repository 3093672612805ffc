/** Unpacks bzip2 (J. Seward, bzip2 1.0.8, decompress.c), block by block: libraries for it are not kept, or need all at once. */
import { concat } from "../../sim/tape/bytes.ts";

/** Packed bytes that the longest block takes: symbols have 20 bits at most. */
const MAX_PACKED_BLOCK_BYTES = 2_400_000;
const LEVEL_BYTES = 100_000;
const MARK = { stream: 0x425a68, block: [0x314159, 0x265359], end: [0x177245, 0x385090] };
const MAX_GROUPS = 6;
const GROUP_SYMBOLS = 50;
const MAX_CODE_BITS = 20;
/** Unpacked bytes that are handed on at once. */
const PIECE_BYTES = 64 * 1024;

/** Throws a RangeError where the stream is broken or cut short. */
export async function* unpackBzip2(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array();
  let bits = new Bits(held);
  const state = { level: 0 };
  for await (const piece of pieces) {
    held = concat(held.subarray(bits.wholeBytes), piece);
    bits = new Bits(held, bits.bitInByte);
    while (bits.leftBytes >= MAX_PACKED_BLOCK_BYTES) yield* next(bits, state);
  }
  while (bits.leftBytes > 0) yield* next(bits, state);
  if (state.level !== 0) throw new RangeError("bzip2 is cut short");
}

/** A stream's header, a block, or a stream's end. */
function* next(bits: Bits, state: { level: number }): Generator<Uint8Array> {
  if (state.level === 0) {
    bits.toByte();
    if (bits.read(24) !== MARK.stream) throw new RangeError("not bzip2");
    state.level = bits.read(8) - 0x30;
    if (state.level < 1 || state.level > 9) throw new RangeError("not bzip2");
  }
  const mark = [bits.read(24), bits.read(24)];
  const sum = bits.read(16) * 0x10000 + bits.read(16);
  if (mark.every((half, i) => half === MARK.end[i])) {
    bits.toByte();
    state.level = 0;
    return;
  }
  if (mark.some((half, i) => half !== MARK.block[i])) throw new RangeError("a block of bzip2 is broken");
  yield* content(readBlock(bits, state.level * LEVEL_BYTES), sum);
}

class Bits {
  constructor(
    private readonly bytes: Uint8Array,
    /** Of the next bit. */
    private at = 0,
  ) {}

  get wholeBytes(): number {
    return this.at >> 3;
  }

  get bitInByte(): number {
    return this.at & 7;
  }

  get leftBytes(): number {
    return this.bytes.length - ((this.at + 7) >> 3);
  }

  toByte(): void {
    this.at = (this.at + 7) & ~7;
  }

  /** Up to 24 bits, the highest first. */
  read(count: number): number {
    const { bytes, at } = this;
    if (at + count > 8 * bytes.length) throw new RangeError("bzip2 is cut short");
    const first = at >> 3;
    const word =
      (bytes[first] << 24) |
      ((bytes[first + 1] ?? 0) << 16) |
      ((bytes[first + 2] ?? 0) << 8) |
      (bytes[first + 3] ?? 0);
    this.at += count;
    return (word << (at & 7)) >>> (32 - count);
  }
}

interface Block {
  /** By place: the byte, and above it the place of the next. */
  readonly chain: Uint32Array;
  readonly sizeBytes: number;
  readonly origin: number;
}

function readBlock(bits: Bits, mostBytes: number): Block {
  // Blocks were made random only by bzip2 before 0.9.5.
  if (bits.read(1) === 1) throw new RangeError("a block of bzip2 is of an old kind");
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  const codes = readCodes(bits, symbols.length + 2);
  const chain = new Uint32Array(mostBytes);
  const end = symbols.length + 1;
  let sizeBytes = 0;
  let run = 0;
  let weight = 1;
  const put = (value: number, times: number) => {
    if (sizeBytes + times > mostBytes) throw new RangeError("a block of bzip2 is too long");
    chain.fill(value, sizeBytes, sizeBytes + times);
    sizeBytes += times;
  };
  for (;;) {
    const symbol = codes();
    if (symbol <= 1) {
      run += (symbol + 1) * weight;
      weight *= 2;
      if (run > mostBytes) throw new RangeError("a block of bzip2 is too long");
      continue;
    }
    put(symbols[0], run);
    run = 0;
    weight = 1;
    if (symbol === end) break;
    const value = symbols[symbol - 1];
    symbols.copyWithin(1, 0, symbol - 1);
    symbols[0] = value;
    put(value, 1);
  }
  if (origin >= sizeBytes) throw new RangeError("a block of bzip2 is broken");
  link(chain.subarray(0, sizeBytes));
  return { chain, sizeBytes, origin };
}

/** Undoes the sorting (M. Burrows, D. Wheeler, 1994). */
function link(chain: Uint32Array): void {
  const places = new Uint32Array(257);
  for (const byte of chain) places[byte + 1]++;
  for (let byte = 0; byte < 256; byte++) places[byte + 1] += places[byte];
  for (let at = 0; at < chain.length; at++) chain[places[chain[at] & 0xff]++] |= at << 8;
}

/** Bytes that occur. */
function readSymbols(bits: Bits): Uint8Array {
  const rows = bits.read(16);
  const found: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++)
      if ((columns & (0x8000 >> column)) !== 0) found.push(16 * row + column);
  }
  return Uint8Array.from(found);
}

/** Reader of the symbols, whose code changes after each group. */
function readCodes(bits: Bits, alphabet: number): () => number {
  const groups = bits.read(3);
  const count = bits.read(15);
  if (groups < 2 || groups > MAX_GROUPS || count === 0) throw new RangeError("a block of bzip2 is broken");
  const order = Array.from({ length: groups }, (_, i) => i);
  const selectors = Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= groups) throw new RangeError("a block of bzip2 is broken");
    const [group] = order.splice(place, 1);
    order.unshift(group);
    return group;
  });
  const codes = Array.from({ length: groups }, () => new Code(readLengths(bits, alphabet)));
  let group = -1;
  let left = 0;
  return () => {
    if (left === 0) {
      left = GROUP_SYMBOLS;
      if (++group >= count) throw new RangeError("a block of bzip2 is broken");
    }
    left--;
    return codes[selectors[group]].read(bits);
  };
}

function readLengths(bits: Bits, alphabet: number): number[] {
  let length = bits.read(5);
  return Array.from({ length: alphabet }, () => {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new RangeError("a block of bzip2 is broken");
      if (bits.read(1) === 0) return length;
      length += bits.read(1) === 0 ? 1 : -1;
    }
  });
}

/** A canonical prefix code. */
class Code {
  private readonly symbols: readonly number[];
  private readonly first = new Int32Array(MAX_CODE_BITS + 1);
  private readonly last = new Int32Array(MAX_CODE_BITS + 1);
  private readonly offset = new Int32Array(MAX_CODE_BITS + 1);

  constructor(lengths: readonly number[]) {
    this.symbols = [...lengths.keys()].sort((a, b) => lengths[a] - lengths[b] || a - b);
    for (let length = 1, code = 0, offset = 0; length <= MAX_CODE_BITS; length++) {
      const count = lengths.filter((one) => one === length).length;
      this.first[length] = code;
      this.last[length] = code + count - 1;
      this.offset[length] = offset;
      code = (code + count) << 1;
      offset += count;
    }
  }

  read(bits: Bits): number {
    for (let length = 1, code = 0; length <= MAX_CODE_BITS; length++) {
      code = (code << 1) | bits.read(1);
      if (code <= this.last[length] && code >= this.first[length])
        return this.symbols[this.offset[length] + code - this.first[length]];
    }
    throw new RangeError("a block of bzip2 is broken");
  }
}

const POLYNOMIAL = 0x04c11db7;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0);
  return crc >>> 0;
});

/** The block's bytes; after four that are equal, a byte says how many more there are. */
function* content({ chain, sizeBytes, origin }: Block, sum: number): Generator<Uint8Array> {
  let piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  let crc = 0xffffffff;
  let last = -1;
  let equal = 0;
  let place = chain[origin] >>> 8;
  for (let i = 0; i < sizeBytes; i++) {
    const entry = chain[place];
    const byte = entry & 0xff;
    place = entry >>> 8;
    const times = equal === 4 ? byte : 1;
    const value = equal === 4 ? last : byte;
    equal = equal === 4 ? 0 : byte === last ? equal + 1 : 1;
    last = equal === 0 ? -1 : byte;
    for (let time = 0; time < times; time++) {
      piece[filled++] = value;
      crc = ((crc << 8) ^ TABLE[((crc >>> 24) ^ value) & 0xff]) >>> 0;
      if (filled < PIECE_BYTES) continue;
      yield piece;
      piece = new Uint8Array(PIECE_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
  if (~crc >>> 0 !== sum) throw new RangeError("the checksum of a block of bzip2 is wrong");
}
