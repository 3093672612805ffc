/** Displays: text, dots, digits, braille. Screens of pixels are in indexed-screen.ts. */
import type { Behaviour, Service } from "./behaviour.ts";
import { DARK } from "./lights.ts";

const DOT_ROWS = 8;
const DOT_COLUMNS = 8;
const DIGITS = 4;

/** Segments of the digits 0 to 9: a is bit 0, g is bit 6 (Jacdac service catalogue, 7-segment display). */
const SEGMENTS = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
const MINUS = 0x40;
const DECIMAL_POINT = 0x80;

const sevenSegment: Behaviour = {
  initial: {
    digit_count: [DIGITS],
    digits: [new Uint8Array(DIGITS)],
    brightness: [1],
    decimal_point: [true],
  },
  noticed: ["digits", "brightness", "double_dots"],
  gate: DARK,
  changed: { digits: (server) => server.set("digits", [resized(server, "digits", DIGITS)]) },
  commands: { set_number: (server, [value]) => server.set("digits", [segments(Number(value))]) },
};

/** The number's first digits, right-aligned; dashes when it does not fit. */
function segments(value: number): Uint8Array {
  const digits = new Uint8Array(DIGITS);
  const text = fittingText(value);
  if (text === null) return digits.fill(MINUS);
  let at = DIGITS;
  for (const char of [...text].reverse()) {
    if (char === ".") digits[at - 1] |= DECIMAL_POINT;
    else digits[--at] |= char === "-" ? MINUS : SEGMENTS[Number(char)];
  }
  return digits;
}

function fittingText(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  for (let decimals = DIGITS - 1; decimals >= 0; decimals--) {
    const fixed = value.toFixed(decimals);
    const text = decimals > 0 ? fixed.replace(/\.?0+$/, "") : fixed;
    if (text.replace(".", "").length <= DIGITS) return text;
  }
  return null;
}

/** A register's bytes, cut or filled up with zeros to the display's size. */
function resized(server: Service, register: string, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set((server.values(register)[0] as Uint8Array).subarray(0, sizeBytes));
  return bytes;
}

export const SCREENS: Readonly<Record<string, Behaviour>> = {
  characterscreen: {
    initial: { rows: [2], columns: [16], brightness: [1] },
    noticed: ["message", "brightness"],
    gate: DARK,
  },
  dotmatrix: {
    initial: {
      rows: [DOT_ROWS],
      columns: [DOT_COLUMNS],
      dots: [new Uint8Array(DOT_COLUMNS)],
      brightness: [0.4],
    },
    noticed: ["dots", "brightness"],
    gate: DARK,
    changed: { dots: (server) => server.set("dots", [resized(server, "dots", DOT_COLUMNS)]) },
  },
  sevensegmentdisplay: sevenSegment,
  brailledisplay: {
    initial: { length: [12] },
    noticed: ["patterns"],
    gate: { register: "enabled", whenZero: "zero" },
  },
};
