/** A line on the terminal that says what is going on, for work that takes a while. */

import { inline } from "../report/printable.ts";

const AFTER_MILLIS = 1_000;

export class Progress {
  private readonly started = Date.now();
  private shown = false;

  /** Says what is being done now, once more than a second has passed. Nothing is shown outside of a terminal. */
  show(what: string): void {
    if (process.stderr.isTTY !== true || Date.now() - this.started < AFTER_MILLIS) return;
    process.stderr.write(`\r\u001b[K${inline(what)}…`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) process.stderr.write("\r\u001b[K");
    this.shown = false;
  }
}
