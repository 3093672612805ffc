/** Positions of the bytes that begin escapes, archives and text in UTF-16, all found in one pass over a buffer. */

const [BACKSLASH, PERCENT, AMPERSAND, EQUALS] = [0x5c, 0x25, 0x26, 0x3d];
/** First bytes of gzip (RFC 1952, 2.3.1) and zlib (RFC 1950, 2.2). */
const [GZIP, ZLIB] = [0x1f, 0x78];
/** Second byte of zlib's header, for the levels of compression that compressors use. */
const ZLIB_LEVELS = [0x01, 0x5e, 0x9c, 0xda];
const MARKS = [0, BACKSLASH, PERCENT, AMPERSAND, EQUALS, GZIP, ZLIB];

/** For each two bytes, as a number with the first one lowest: 1 where one of them is a mark. */
const PAIRS = new Uint8Array(2 ** 16);
for (const mark of MARKS) {
  for (let other = 0; other < 256; other++) PAIRS[mark | (other << 8)] = PAIRS[other | (mark << 8)] = 1;
}

export class Marks {
  readonly backslashes: number[] = [];
  readonly percents: number[] = [];
  readonly ampersands: number[] = [];
  readonly equals: number[] = [];
  /** Headers of archives. */
  readonly gzips: number[] = [];
  readonly zlibs: number[] = [];
  /** Zeros between the bytes of text in UTF-16: behind a byte that is none, and before another one. */
  readonly wideZeros: number[] = [];

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = bytes.length & ~1;
    // Two bytes at once: a look at each would cost twice as much.
    for (let at = 0; at < end; at += 2) {
      if (PAIRS[view.getUint16(at, true)] === 0) continue;
      this.add(bytes, at);
      this.add(bytes, at + 1);
    }
    if (end < bytes.length) this.add(bytes, end);
  }

  /** Takes the byte at `at` down if it is a mark. */
  private add(bytes: Uint8Array, at: number): void {
    switch (bytes[at]) {
      case BACKSLASH:
        this.backslashes.push(at);
        break;
      case PERCENT:
        this.percents.push(at);
        break;
      case AMPERSAND:
        this.ampersands.push(at);
        break;
      case EQUALS:
        this.equals.push(at);
        break;
      case GZIP:
        if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) this.gzips.push(at);
        break;
      case ZLIB:
        if (ZLIB_LEVELS.includes(bytes[at + 1])) this.zlibs.push(at);
        break;
      case 0:
        if (at > 0 && bytes[at - 1] !== 0 && bytes[at + 2] === 0) this.wideZeros.push(at);
    }
  }
}
