/** The lock of a line on the terminal that one thread draws and another one makes room on. */
const CLOSED = 0;
const FREE = 1;
const TAKEN = 2;
/** Drawing a line takes no longer; a thread that died while it drew is not waited for. */
const PATIENCE_MILLIS = 200;

export class LineLock {
  private readonly cells: Int32Array;

  /** `buffer`: that of the same lock in the other thread. It is closed at first. */
  constructor(readonly buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.cells = new Int32Array(buffer);
  }

  /** Draws, unless the line is closed. */
  draw(draw: () => void): void {
    if (Atomics.compareExchange(this.cells, 0, FREE, TAKEN) !== FREE) return;
    try {
      draw();
    } finally {
      Atomics.compareExchange(this.cells, 0, TAKEN, FREE);
      Atomics.notify(this.cells, 0);
    }
  }

  open(): void {
    Atomics.store(this.cells, 0, FREE);
  }

  /** From then on nothing is drawn. */
  close(): void {
    while (Atomics.compareExchange(this.cells, 0, FREE, CLOSED) === TAKEN) {
      if (Atomics.wait(this.cells, 0, TAKEN, PATIENCE_MILLIS) !== "timed-out") continue;
      Atomics.store(this.cells, 0, CLOSED);
    }
  }
}
