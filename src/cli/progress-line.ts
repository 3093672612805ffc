/** The terminal's line that says what is going on. */
import { writeSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";

/** Means of the thread that draws the line. */
export interface DrawnProgress {
  readonly fd: number;
  /** Takes texts. */
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
  /** Before and behind what moves: its colour. */
  readonly dress: readonly [string, string];
}

/** To the line's beginning, and clear it to its end (ECMA-48, 8.3.41 and 8.3.39). */
const AFRESH = "\r\u001b[K";
/** Columns of what moves, the space behind it, and a column that stays free: a full line would go on in the next one. */
const MARGIN_COLUMNS = 3;

/** Replaces the line. A terminal that takes nothing just now gets the next one. */
export function write(fd: number, text: string): void {
  try {
    writeSync(fd, `${AFRESH}${text}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
  }
}

/** As much of the text as one line has room for; what is not ASCII may be two columns wide. */
export function fitted(text: string, columns: number): string {
  let left = columns - MARGIN_COLUMNS;
  let shown = "";
  for (const character of text) {
    left -= character > "~" ? 2 : 1;
    if (left < 0) break;
    shown += character;
  }
  return shown;
}
