/** Unpacks LZ4 frames (lz4, doc/lz4_Frame_format.md and lz4_Block_format.md), block by block. */
import { concat } from "../../sim/tape/bytes.ts";

/** Longest way back that a match may reach, and the largest block. */
const WINDOW_BYTES = 64 * 1024;
const MAX_BLOCK_BYTES = 4 * 1024 * 1024;
const FLAG = { blockSums: 0x10, size: 0x08, contentSum: 0x04, dictionary: 0x01 };
const UNPACKED_BLOCK = 0x8000_0000;
const MAGIC = 0x184d2204;

/** Throws a RangeError where the frame is broken or cut short. */
export async function* unpackLz4(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(pieces[Symbol.asyncIterator]());
  while (await input.has(1)) {
    if (view(await input.take(4)).getUint32(0, true) !== MAGIC) throw new RangeError("not an LZ4 frame");
    const [flags] = await input.take(2);
    if ((flags & FLAG.size) !== 0) await input.take(8);
    if ((flags & FLAG.dictionary) !== 0) await input.take(4);
    await input.take(1);
    yield* blocks(input, flags);
    if ((flags & FLAG.contentSum) !== 0) await input.take(4);
  }
}

async function* blocks(input: Input, flags: number): AsyncGenerator<Uint8Array> {
  let window: Uint8Array = new Uint8Array();
  for (;;) {
    const size = view(await input.take(4)).getUint32(0, true);
    if (size === 0) return;
    const isPlain = size >= UNPACKED_BLOCK;
    const length = isPlain ? size - UNPACKED_BLOCK : size;
    if (length > MAX_BLOCK_BYTES) throw new RangeError("an LZ4 block is too large");
    const packed = await input.take(length);
    const bytes = isPlain ? packed : unpackBlock(packed, window);
    if ((flags & FLAG.blockSums) !== 0) await input.take(4);
    yield bytes;
    window = concat(window, bytes).slice(-WINDOW_BYTES);
  }
}

function unpackBlock(packed: Uint8Array, window: Uint8Array): Uint8Array {
  const out = new Uint8Array(window.length + MAX_BLOCK_BYTES);
  out.set(window);
  let end = window.length;
  let at = 0;
  const more = (nibble: number) => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let byte = 255; byte === 255 && at < packed.length; ) {
      byte = packed[at++];
      length += byte;
    }
    return length;
  };
  while (at < packed.length) {
    const token = packed[at++];
    const literals = more(token >> 4);
    if (at + literals > packed.length || end + literals > out.length) throw new RangeError("broken LZ4");
    out.set(packed.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= packed.length) break;
    const distance = packed[at] | (packed[at + 1] << 8);
    at += 2;
    const length = more(token & 15) + 4;
    if (distance === 0 || distance > end || end + length > out.length) throw new RangeError("broken LZ4");
    for (let i = 0; i < length; i++, end++) out[end] = out[end - distance];
  }
  return out.slice(window.length, end);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

class Input {
  private held: Uint8Array = new Uint8Array();

  constructor(private readonly pieces: AsyncIterator<Uint8Array>) {}

  async has(sizeBytes: number): Promise<boolean> {
    while (this.held.length < sizeBytes) {
      const next = await this.pieces.next();
      if (next.done) return false;
      this.held = concat(this.held, next.value);
    }
    return true;
  }

  async take(sizeBytes: number): Promise<Uint8Array> {
    if (!(await this.has(sizeBytes))) throw new RangeError("LZ4 is cut short");
    const taken = this.held.subarray(0, sizeBytes);
    this.held = this.held.subarray(sizeBytes);
    return taken;
  }
}
