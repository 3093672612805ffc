/**
 * Statistic that tells ciphertext and compressed data from content: the index of coincidence (W. F. Friedman, "The Index
 * of Coincidence and Its Applications in Cryptanalysis", 1922), the chance that two bytes of a message are equal. Of
 * random bytes it is 1/256 with a standard deviation that follows from their number; of text, of base 64, of numbers
 * and structures it is several times as much. As a check, half of random bytes are above 127, and each byte is rarely its
 * neighbour plus the same step.
 */

/** Bytes that are judged at once; and the fewest, of which ciphertext can be told from base 64. */
const WINDOW_BYTES = 512;
export const MIN_BYTES = 40;
/** Standard deviations that random bytes may be away from what is expected. */
const TOLERANCE = 3.3;
/** Fewest bytes of a message that is alone: a block of a cipher. Fewer deviations, because so few bytes say little. */
const MIN_ALONE_BYTES = 16;
const ALONE_TOLERANCE = 2;
/** Bytes of headers before a ciphertext, at most; tried in steps of four. */
const MAX_HEADER_BYTES = 32;
/** Checksums and marks that may end a message. */
const TRAILER_BYTES = [0, 8];
/**
 * Messages up to this length that do not look random by themselves are judged together with others of their side: a few
 * bytes of ciphertext behind a header tell nothing alone. Bytes of them that are taken at least.
 */
const MAX_POOLED_BYTES = MIN_BYTES + MAX_HEADER_BYTES + 8;
const MIN_TAKEN_BYTES = 4;

export class Randomness {
  private window = new Uint8Array(WINDOW_BYTES);
  private filled = 0;
  private sizeBytes = 0;
  private randomBytes = 0;
  /** The message is longer than the window. */
  private isLong = false;

  /** Short messages go to the pool, which others may share. */
  constructor(private readonly pool: MessagePool) {}

  add(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(bytes.length - at, WINDOW_BYTES - this.filled);
      this.window.set(bytes.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled < WINDOW_BYTES) continue;
      this.randomBytes += randomTail(this.window);
      this.filled = 0;
      this.isLong = true;
    }
  }

  border(): void {
    const bytes = this.window.subarray(0, this.filled);
    const random = randomTail(bytes);
    this.randomBytes += random;
    if (random === 0 && !this.isLong) this.pool.add(bytes);
    this.filled = 0;
    this.isLong = false;
  }

  /** Ends the last message. */
  result(): { readonly sizeBytes: number; readonly randomBytes: number } {
    this.border();
    return { sizeBytes: this.sizeBytes, randomBytes: this.randomBytes };
  }
}

/**
 * Short messages of one side: those behind headers and before checksums of each length are judged together. Where they are
 * so few that this tells nothing, they go to the pool beside, which has those of other conversations of the kind.
 */
export class MessagePool {
  private readonly forms: readonly PooledForm[] = TRAILER_BYTES.flatMap((trailer) =>
    Array.from({ length: MAX_HEADER_BYTES / 4 + 1 }, (_, i) => new PooledForm(4 * i, trailer)),
  );
  private few: Uint8Array[] = [];
  private sizeBytes = 0;

  constructor(private readonly beside: MessagePool | null = null) {}

  /** Text, such as the head of a request, is no ciphertext. */
  add(message: Uint8Array): void {
    if (message.length > MAX_POOLED_BYTES || message.every(isPrintable)) return;
    for (const form of this.forms) form.add(message);
    this.sizeBytes += message.length;
    if (this.sizeBytes <= WINDOW_BYTES) this.few.push(message.slice());
  }

  /** Bytes that look random, of all that came. */
  end(): number {
    const { few, sizeBytes, beside } = this;
    this.few = [];
    this.sizeBytes = 0;
    const randomBytes = Math.max(...this.forms.map((form) => form.end()));
    if (randomBytes > 0 || sizeBytes > WINDOW_BYTES) return randomBytes;
    for (const message of few) beside?.add(message);
    return 0;
  }

  /** The same; a message that is alone is judged by itself, though it be short. */
  endWithOne(): number {
    const [only, ...others] = this.few;
    return this.end() || (only === undefined || others.length > 0 ? 0 : shortRandomTail(only));
  }
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);
}

class PooledForm {
  private pool: Uint8Array | null = null;
  private pooled = 0;
  private randomBytes = 0;

  constructor(
    private readonly headerBytes: number,
    private readonly trailerBytes: number,
  ) {}

  add(message: Uint8Array): void {
    const end = message.length - this.trailerBytes;
    if (end - this.headerBytes < MIN_TAKEN_BYTES) return;
    const bytes = message.subarray(this.headerBytes, end);
    this.pool ??= new Uint8Array(WINDOW_BYTES);
    if (this.pooled + bytes.length > WINDOW_BYTES) this.judge();
    this.pool.set(bytes, this.pooled);
    this.pooled += bytes.length;
  }

  end(): number {
    this.judge();
    const { randomBytes } = this;
    this.randomBytes = 0;
    return randomBytes;
  }

  private judge(): void {
    if (this.pool !== null && looksRandom(this.pool.subarray(0, this.pooled)))
      this.randomBytes += this.pooled;
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

/** The same of a message that is alone and shorter than others that are judged, with less certainty. */
function shortRandomTail(bytes: Uint8Array): number {
  for (let start = 0; bytes.length - start >= MIN_ALONE_BYTES; start += 4)
    if (bytes.length - start < MIN_BYTES && isRandom(bytes.subarray(start), ALONE_TOLERANCE))
      return bytes.length - start;
  return 0;
}

/** Counts of one call, which every call begins anew: to allocate them would cost more than to count. */
const FREQUENCY = new Uint32Array(256);
const STEPS = new Uint32Array(256);

/** True if the bytes could be drawn at random. */
export function looksRandom(bytes: Uint8Array): boolean {
  return bytes.length >= MIN_BYTES && isRandom(bytes, TOLERANCE);
}

function isRandom(bytes: Uint8Array, tolerance: number): boolean {
  const count = bytes.length;
  FREQUENCY.fill(0);
  STEPS.fill(0);
  let before = bytes[0];
  let high = before >> 7;
  FREQUENCY[before]++;
  for (let i = 1; i < count; i++) {
    const byte = bytes[i];
    FREQUENCY[byte]++;
    high += byte >> 7;
    STEPS[(byte - before) & 0xff]++;
    before = byte;
  }
  if (Math.abs(high - count / 2) > (tolerance * Math.sqrt(count)) / 2) return false;
  return isCoincidental(FREQUENCY, count, tolerance) && isCoincidental(STEPS, count - 1, tolerance);
}

/** True if as many pairs are equal as of values drawn at random, from as many as there are frequencies. */
export function isCoincidental(frequency: Uint32Array, count: number, tolerance = TOLERANCE): boolean {
  let equal = 0;
  for (let value = 0; value < frequency.length; value++)
    equal += (frequency[value] * (frequency[value] - 1)) / 2;
  const expected = (count * (count - 1)) / 2 / frequency.length;
  return Math.abs(equal - expected) <= tolerance * Math.sqrt(expected) + 1;
}
