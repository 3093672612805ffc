/** Leads the stack traces that a board prints back to the source. */

import type { Image } from "../../sim/device/image.ts";
import { SourceMap } from "../../sim/device/source-map.ts";

/** Before its program starts, and before each trace, the runtime prints which program that is. */
const PROGRAM = /^DevS-SHA256: ([0-9a-f]{64})$/;
/** `*  at boil_F1 (pc:18)`: function by number, and where in it. */
const FRAME = /^\*\s+at .*_F(\d+) \(pc:(\d+)\)$/;

export class TraceReader {
  private readonly map: SourceMap | null;
  /** Hexadecimal; null while the board has not said it. */
  program: string | null = null;

  constructor(private readonly image: Image | null) {
    this.map = image === null ? null : new SourceMap(image.debug);
  }

  /** Program mismatch: true when the board runs another program than the known one. */
  get isOther(): boolean {
    return this.program !== null && this.image !== null && this.program !== this.image.sha256;
  }

  /** `src/main.ts:18` for a line of a trace; null for any other, and while the program is another or not known. */
  place(line: string): string | null {
    this.program = PROGRAM.exec(line)?.[1] ?? this.program;
    const frame = FRAME.exec(line);
    if (frame === null || this.image === null || this.program !== this.image.sha256) return null;
    const fn = this.image.debug.functions[Number(frame[1])];
    const place = fn === undefined ? null : this.map?.place(fn.startpc + Number(frame[2]));
    return place ? `${place.file}:${place.line}` : null;
  }

  /** Line test for stack traces. */
  isFrame(line: string): boolean {
    return FRAME.test(line);
  }
}
