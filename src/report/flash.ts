/** Result of `tightlip flash` in words. Pure function of the result. */
import { plural } from "../plural.ts";
import { inline } from "./printable.ts";

/** Firmware that passed the gate for a board. */
export interface FlashedBoard {
  readonly name: string;
  readonly board: string;
  readonly gate: string;
}

export interface WrittenBoard extends FlashedBoard {
  readonly port: string;
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly writtenBytes: number;
  readonly millis: number;
}

export function dryRunText({ name, board, gate }: FlashedBoard): string {
  return `${inline(`${name} would be flashed to ${board}: ${gate}`)}\n`;
}

export function flashedText(result: WrittenBoard): string {
  const { name, port, board, written, unchanged, writtenBytes, millis } = result;
  const seconds = (millis / 1000).toFixed(1);
  const parts = unchanged.length + written.length;
  const text = `${name} is on ${port} (${board}): ${plural(writtenBytes, "byte")} written and verified, ${unchanged.length} of ${plural(parts, "part")} unchanged, ${seconds} s`;
  return `${inline(text)}\n`;
}
