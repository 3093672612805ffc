/** Bytes as people read them: sixteen a line with their offset and their text; those of secrets are masked. */
import type { Range } from "../judge/search/byte-class.ts";
import { MASK } from "./masks.ts";

const ROW_BYTES = 16;
/** Lines before and after one that holds a secret. */
const AROUND = 2;
/** Lines that are shown, at most. */
const MAX_ROWS = 40;

/** Lines around `masked` ranges, or the first ones where there are none. Lines that are left out become one of an ellipsis. */
export function hexDump(bytes: Uint8Array, masked: readonly Range[]): string[] {
  const rows = Math.ceil(bytes.length / ROW_BYTES);
  const isNear = (row: number) =>
    masked.length === 0 ||
    masked.some(
      ({ start, end }) =>
        row >= Math.floor(start / ROW_BYTES) - AROUND && row <= Math.floor((end - 1) / ROW_BYTES) + AROUND,
    );
  const shown = Array.from({ length: rows }, (_, row) => row)
    .filter(isNear)
    .slice(0, MAX_ROWS);
  const lines: string[] = [];
  let next = 0;
  for (const row of shown) {
    if (row !== next) lines.push("…");
    lines.push(rowText(bytes, row, masked));
    next = row + 1;
  }
  return next < rows ? [...lines, "…"] : lines;
}

function rowText(bytes: Uint8Array, row: number, masked: readonly Range[]): string {
  const from = row * ROW_BYTES;
  const places = Array.from({ length: Math.min(ROW_BYTES, bytes.length - from) }, (_, at) => from + at);
  const isMasked = (at: number) => masked.some(({ start, end }) => start <= at && at < end);
  const hex = places.map((at) => (isMasked(at) ? MASK.repeat(2) : bytes[at].toString(16).padStart(2, "0")));
  const text = places.map((at) => (isMasked(at) ? MASK : printable(bytes[at])));
  return `${from.toString(16).padStart(4, "0")}  ${hex.join(" ").padEnd(3 * ROW_BYTES - 1)}  ${text.join("")}`;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
}
