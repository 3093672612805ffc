/** Result of `tightlip flash` in words. Pure function of the result. */

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
  return `${name} would be flashed to ${board}: ${gate}\n`;
}

export function flashedText(result: WrittenBoard): string {
  const { name, port, board, written, unchanged, writtenBytes, millis } = result;
  const seconds = (millis / 1000).toFixed(1);
  const parts = unchanged.length + written.length;
  return `${name} is on ${port} (${board}): ${writtenBytes} bytes written and verified, ${unchanged.length} of ${parts} parts unchanged, ${seconds} s\n`;
}
