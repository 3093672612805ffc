/**
 * Statistic that tells ciphertext and compressed data from content: the index of coincidence (W. F. Friedman, "The Index
 * of Coincidence and Its Applications in Cryptanalysis", 1922), the chance that two bytes of a message are equal. Of
 * random bytes it is 1/256 with a standard deviation that follows from their number; of text, of base 64, of numbers
 * and structures it is several times as much. As a check, half of random bytes are above 127, and each byte is rarely its
 * neighbour plus the same step.
 */

/** Bytes that are judged at once; and the fewest, of which ciphertext can be told from base 64. */
const WINDOW_BYTES = 512;
const MIN_BYTES = 40;
/** Standard deviations that random bytes may be away from what is expected. */
const TOLERANCE = 3.3;
/** Bytes of headers before a ciphertext, at most; tried in steps of four. */
const MAX_HEADER_BYTES = 32;
/** Checksums and marks that may end a message. */
const TRAILER_BYTES = [0, 8];
/** Short messages of one side are judged together, behind so many bytes of header. */
const POOLED_HEADER_BYTES = 4;

export class Randomness {
  private window = new Uint8Array(WINDOW_BYTES);
  private filled = 0;
  private pool = new Uint8Array(WINDOW_BYTES);
  private pooled = 0;
  private sizeBytes = 0;
  private randomBytes = 0;

  add(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(bytes.length - at, WINDOW_BYTES - this.filled);
      this.window.set(bytes.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled === WINDOW_BYTES) this.judge();
    }
  }

  border(): void {
    if (this.filled >= MIN_BYTES) this.judge();
    else this.keep();
  }

  /** Ends the last message. */
  result(): { readonly sizeBytes: number; readonly randomBytes: number } {
    this.border();
    this.judgePool();
    return { sizeBytes: this.sizeBytes, randomBytes: this.randomBytes };
  }

  private judge(): void {
    const bytes = this.window.subarray(0, this.filled);
    this.filled = 0;
    this.randomBytes += randomTail(bytes);
  }

  /** A short message waits for others. */
  private keep(): void {
    const bytes = this.window.subarray(Math.min(this.filled, POOLED_HEADER_BYTES), this.filled);
    this.filled = 0;
    if (this.pooled + bytes.length > WINDOW_BYTES) this.judgePool();
    this.pool.set(bytes, this.pooled);
    this.pooled += bytes.length;
  }

  private judgePool(): void {
    const bytes = this.pool.subarray(0, this.pooled);
    if (looksRandom(bytes)) this.randomBytes += bytes.length;
    this.pooled = 0;
  }
}

/** Number of bytes of a message, between a header and a checksum, that look random; 0 for none. */
export function randomTail(bytes: Uint8Array): number {
  for (const trailer of TRAILER_BYTES) {
    const end = bytes.length - trailer;
    for (let start = 0; start <= MAX_HEADER_BYTES && end - start >= MIN_BYTES; start += 4)
      if (looksRandom(bytes.subarray(start, end))) return end - start;
  }
  return 0;
}

/** True if the bytes could be drawn at random. */
export function looksRandom(bytes: Uint8Array): boolean {
  const count = bytes.length;
  if (count < MIN_BYTES) return false;
  const frequency = new Uint32Array(256);
  const steps = new Uint32Array(256);
  let high = 0;
  for (let i = 0; i < count; i++) {
    frequency[bytes[i]]++;
    high += bytes[i] >> 7;
    if (i > 0) steps[(bytes[i] - bytes[i - 1]) & 0xff]++;
  }
  if (Math.abs(high - count / 2) > (TOLERANCE * Math.sqrt(count)) / 2) return false;
  return isCoincidental(frequency, count) && isCoincidental(steps, count - 1);
}

/** True if as many pairs are equal as of values drawn at random. */
function isCoincidental(frequency: Uint32Array, count: number): boolean {
  let equal = 0;
  for (const times of frequency) equal += (times * (times - 1)) / 2;
  const expected = (count * (count - 1)) / 2 / 256;
  return Math.abs(equal - expected) <= TOLERANCE * Math.sqrt(expected) + 1;
}
