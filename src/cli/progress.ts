/** A line on the terminal that says what is going on. Nothing is shown outside of a terminal, nor in CI. */
import type { Ora } from "ora";
import { inline } from "../report/printable.ts";
import { colorsFor } from "./colors.ts";

export class Progress {
  private constructor(private readonly spinner: Ora | null) {}

  /** The terminal is that of standard error. */
  static async begin(stream = process.stderr): Promise<Progress> {
    // A terminal without columns has no room for a line, and ora would clear it for ever.
    if (stream.isTTY !== true || !(stream.columns > 0) || process.env.CI) return new Progress(null);
    const { default: ora } = await import("ora");
    const color = colorsFor(stream).isColorSupported ? "cyan" : false;
    // Both would catch signals, which end a computation that never returns to the event loop only if nobody does.
    return new Progress(ora({ stream, color, hideCursor: false, discardStdin: false }));
  }

  /** Says what is being done now. */
  show(what: string): void {
    if (this.spinner === null) return;
    this.spinner.text = inline(what);
    if (!this.spinner.isSpinning) this.spinner.start();
  }

  /** Makes room for something else. */
  clear(): void {
    this.spinner?.clear();
  }

  end(): void {
    this.spinner?.stop();
  }
}
