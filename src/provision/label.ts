/** The label of a board: its pairing code, as text and as a QR code for printing. */

import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { correction, generate } from "lean-qr";
import { toPngBuffer } from "lean-qr/extras/node_export";
import { toSvgSource } from "lean-qr/extras/svg";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { pairingCodeFrom } from "./offer.ts";

/** Text before the code on a label. */
const HEAD = "Pairing code:";
/** In a QR code, where these characters take up least room (ISO/IEC 18004, alphanumeric mode). */
const SCHEME = "TIGHTLIP:";
/** A quarter of the symbol may be scratched off. */
const LEVEL = correction.Q;
/** Modules left free around it (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** Of two modules, the upper and the lower one: a character is twice as high as wide. */
const HALVES = [
  [" ", "▄"],
  ["▀", "█"],
] as const;
/** Dots a module: a symbol of some 12 mm at 300 dots an inch. */
const SCALE = 6;
/** Longer files are no labels. */
const MAX_LABEL_BYTES = 1024;
const FORMATS = [".svg", ".png", ".txt"];

/** In groups of four, as it is easier to type. */
export function labelText(code: string): string {
  return `${HEAD} ${code.replace(/(.{4})(?=.)/g, "$1-")}\n`;
}

/**
 * The code in a label's file, in its normal form; null when there is no such file. Throws a UserError that quotes
 * nothing of it.
 */
export function readLabel(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new UserError(`${file}: can't be read. It should be a label's file.`, EXIT_USAGE);
  }
  if (text.length > MAX_LABEL_BYTES)
    throw new UserError(`${file}: is not a label's file; it should hold a pairing code.`, EXIT_USAGE);
  try {
    return pairingCodeFrom(text.trim().replace(/^.*:/s, ""));
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`, EXIT_USAGE);
  }
}

/** The same, where there has to be one. */
export function needLabel(file: string): string {
  const code = readLabel(file);
  if (code !== null) return code;
  throw new UserError(`${file}: there is no such file; "tightlip label ${file}" makes one.`, EXIT_USAGE);
}

/** Throws a UserError for a file that can't be drawn to. */
export function checkQrFile(file: string): void {
  if (FORMATS.includes(extname(file).toLowerCase())) return;
  throw new UserError(`--qr ${file}: its name should end in ${FORMATS.join(", ")}.`, EXIT_USAGE);
}

/** A QR code of the pairing code: SVG, PNG or characters, by how the file's name ends. */
export function drawQr(code: string, file: string): Uint8Array {
  const symbol = generate(`${SCHEME}${code}`, { minCorrectionLevel: LEVEL });
  const format = extname(file).toLowerCase();
  if (format === ".png") return toPngBuffer(symbol, { scale: SCALE, pad: QUIET_ZONE });
  const drawing =
    format === ".svg"
      ? toSvgSource(symbol, { on: "black", off: "white", pad: QUIET_ZONE, width: null, height: null })
      : characters(symbol);
  return new TextEncoder().encode(`${drawing}\n`);
}

/** Light modules are blank, so that the drawing is for paper, or dark text on a light terminal. */
function characters({ size, get }: ReturnType<typeof generate>): string {
  const places = Array.from({ length: size + 2 * QUIET_ZONE }, (_, i) => i - QUIET_ZONE);
  const rows = places.filter((y) => (y + QUIET_ZONE) % 2 === 0);
  const half = (x: number, y: number) => HALVES[get(x, y) ? 1 : 0][get(x, y + 1) ? 1 : 0];
  return rows.map((y) => places.map((x) => half(x, y)).join("")).join("\n");
}
