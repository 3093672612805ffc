/** Screens and other displays that are read. */
import type { Behaviour } from "./behaviour.ts";
import { fill } from "./fill.ts";

const DOTS = 5;
const DIGITS = 4;
/** Segments of 0 to 9, `a` being bit 0; of the minus sign; and of the decimal point. */
const SEGMENTS = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
const MINUS = 0x40;
const POINT = 0x80;

export const SCREENS: Readonly<Record<string, Behaviour>> = {
  characterscreen: {
    noticed: ["message", "brightness"],
    gate: "brightness",
    initial: { brightness: [1], rows: [2], columns: [16] },
  },
  dotmatrix: {
    noticed: ["dots", "brightness"],
    gate: "brightness",
    initial: { brightness: [1], rows: [DOTS], columns: [DOTS], dots: [new Uint8Array(DOTS)] },
    // A column of up to eight dots is a byte.
    changed: { dots: (server) => fill(server, "dots", DOTS) },
  },
  brailledisplay: { noticed: ["patterns"], gate: "enabled", initial: { length: [12] } },
  sevensegmentdisplay: {
    noticed: ["digits", "double_dots", "brightness"],
    gate: "brightness",
    initial: {
      brightness: [1],
      digit_count: [DIGITS],
      decimal_point: [true],
      digits: [new Uint8Array(DIGITS)],
    },
    changed: { digits: (server) => fill(server, "digits", DIGITS) },
    commands: { set_number: (server, [number]) => server.set("digits", [segments(Number(number))]) },
  },
  indexedscreen: {
    noticed: ["set_pixels", "palette", "brightness"],
    gate: "brightness",
    initial: {
      brightness: [1],
      bits_per_pixel: [4],
      width: [160],
      height: [128],
      palette: [new Uint8Array(64)],
    },
    // Where the next pixels go; nothing is seen yet.
    commands: { start_update: () => {}, set_pixels: () => {} },
  },
};

/** A number as the digits show it, aligned to the right; dark when it does not fit. */
function segments(number: number): Uint8Array {
  const shown: number[] = [];
  const whole = Math.trunc(Math.abs(number)).toString().length + (number < 0 ? 1 : 0);
  if (!Number.isFinite(number) || whole > DIGITS) return new Uint8Array(DIGITS);
  const text = String(Number(number.toFixed(DIGITS - whole)));
  for (const char of text) {
    if (char === ".") shown[shown.length - 1] |= POINT;
    else shown.push(char === "-" ? MINUS : SEGMENTS[Number(char)]);
  }
  const dark = new Array<number>(Math.max(0, DIGITS - shown.length)).fill(0);
  return Uint8Array.from([...dark, ...shown]).slice(0, DIGITS);
}
