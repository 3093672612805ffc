/** Processors that checks share: each has one while it is done, and more while others are free. */
export class Processors {
  private readonly cells: Int32Array;

  /** `buffer`: that of the same processors in another thread. */
  constructor(
    readonly all: number,
    readonly buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.cells = new Int32Array(buffer);
  }

  /** Counts a check, done or waiting, until its promise is settled. */
  async during<Result>(check: () => Promise<Result>): Promise<Result> {
    Atomics.add(this.cells, 0, 1);
    try {
      return await check();
    } finally {
      Atomics.sub(this.cells, 0, 1);
    }
  }

  /** Processors that each check may use just now besides its own. */
  get spare(): number {
    const checks = Math.max(1, Atomics.load(this.cells, 0));
    return Math.max(0, Math.floor(this.all / checks) - 1);
  }
}
