/**
 * Allowance for what unpacking one recording may yield: its packed file, bodies and messages spend it together, however
 * they lie in each other, so that an archive bomb costs no more than a large recording.
 */

/** Unpacked bytes that every recording may have, however small it is. */
export const LEAST_UNPACKED_BYTES = 64 * 1024 * 1024;
/** The most, unless the user says otherwise: a minute or two of searching. */
export const MOST_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Between those two, so many times its size. Text and logs come to a tenth, seldom a fiftieth. */
export const UNPACKED_TIMES = 100;

/** Detail of a blind spot: the option that raises the allowance. */
export const ALLOWS_MORE = "--unpack allows more";

export class Allowance {
  private spentBytes = 0;

  constructor(readonly mostBytes: number = MOST_UNPACKED_BYTES) {}

  /** For a recording of a size; null where that is not known beforehand, as of a pipe. */
  static for(sizeBytes: number | null): Allowance {
    if (sizeBytes === null) return new Allowance();
    return new Allowance(
      Math.min(MOST_UNPACKED_BYTES, Math.max(LEAST_UNPACKED_BYTES, UNPACKED_TIMES * sizeBytes)),
    );
  }

  get leftBytes(): number {
    return Math.max(0, this.mostBytes - this.spentBytes);
  }

  get isSpent(): boolean {
    return this.spentBytes > this.mostBytes;
  }

  spend(bytes: number): void {
    this.spentBytes += bytes;
  }
}
