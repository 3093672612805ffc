/** Turns program counters of an Image into places in the firmware's source. */
import { blamedPlace, type SourcePlace } from "../tape/position.ts";
import type { DebugInfo, FunctionInfo } from "./image.ts";

export class SourceMap {
  private readonly pcs: number[] = [];
  private readonly positions: number[] = [];
  private readonly fileStarts: number[] = [];
  private readonly lineStarts = new Map<number, number[]>();
  /** By where they start. */
  readonly functions: readonly FunctionInfo[];
  private readonly functionStarts: readonly number[];

  constructor(private readonly debug: DebugInfo) {
    let position = 0;
    let pc = 0;
    for (let i = 0; i + 2 < debug.srcmap.length; i += 3) {
      position += debug.srcmap[i];
      pc += debug.srcmap[i + 2];
      this.positions.push(position);
      this.pcs.push(pc);
    }
    let start = 0;
    for (const source of debug.sources) {
      this.fileStarts.push(start);
      start += source.length;
    }
    this.functions = [...debug.functions].sort((a, b) => a.startpc - b.startpc);
    this.functionStarts = this.functions.map((fn) => fn.startpc);
  }

  /**
   * Source place that a return address was called from: the last entry strictly before it. Null
   * when the map has none.
   */
  place(pc: number): SourcePlace | null {
    const entry = lastBelow(this.pcs, pc);
    if (entry < 0) return null;
    return this.at(this.positions[entry], this.functionAt(pc)?.name ?? "");
  }

  /** The function that a return address lies in. */
  functionAt(pc: number): FunctionInfo | undefined {
    return this.functions[lastBelow(this.functionStarts, pc)];
  }

  /**
   * Start of the map's last entry for the code in `[start, end)`. It stands for leaving the
   * function: as a return address, it leads to the last statement.
   */
  lastEntry(start: number, end: number): number | null {
    const entry = lastBelow(this.pcs, end);
    return entry < 0 || this.pcs[entry] <= start ? null : this.pcs[entry];
  }

  /** The stack as places, innermost first; entries without a place are left out. */
  stack(pcs: readonly number[]): SourcePlace[] {
    return pcs.map((pc) => this.place(pc)).filter((place) => place !== null);
  }

  /**
   * The place a person should look at: the innermost frame in the project's own code, else the innermost frame.
   */
  blame(pcs: readonly number[]): SourcePlace | null {
    return blamedPlace(this.stack(pcs));
  }

  private at(position: number, functionName: string): SourcePlace | null {
    const file = lastBelow(this.fileStarts, position + 1);
    const source = this.debug.sources[file];
    if (source === undefined) return null;
    const line = lastBelow(this.linesOf(file), position - this.fileStarts[file] + 1) + 1;
    return { file: source.path, line, functionName };
  }

  private linesOf(file: number): number[] {
    let starts = this.lineStarts.get(file);
    if (starts === undefined) {
      starts = [0];
      const text = this.debug.sources[file].text ?? "";
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
      this.lineStarts.set(file, starts);
    }
    return starts;
  }
}

/** Index of the last element that is less than `bound` in an ascending array; -1 when there is none. */
function lastBelow(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
