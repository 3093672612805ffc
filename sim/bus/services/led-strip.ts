/**
 * A strip of pixels that runs the small programs of the `run` command. The instructions are those of jacdac-c,
 * ledstrip.c; a program goes on after each `show`.
 */
import { sameBytes } from "../../tape/bytes.ts";
import type { Behaviour, Service } from "./behaviour.ts";
import { DARK } from "./lights.ts";

const MAX_PIXELS = 300;
const DEFAULT_PIXELS = 15;

const OP = {
  setOne: 0xcf,
  setAll: 0xd0,
  fade: 0xd1,
  fadeHsv: 0xd2,
  rotateForward: 0xd3,
  rotateBack: 0xd4,
  show: 0xd5,
  range: 0xd6,
  mode: 0xd7,
  modeOnce: 0xd8,
};
const MODE = { replace: 0, add: 1, subtract: 2, multiply: 3 };
const DEFAULT_SHOW_MILLIS = 50;
/** Sending the pixels to the strip takes about this long, so no step is shorter. */
const LEAST_STEP_MILLIS = 10;

type Color = readonly [red: number, green: number, blue: number];

interface StripMemory {
  readonly pixels: Uint8Array;
  /** What the strip shows. */
  shown: Uint8Array;
  program: Uint8Array;
  at: number;
  /** Counts programs: a new one replaces the one that runs. */
  run: number;
  rangeStart: number;
  rangeEnd: number;
  mode: number;
  modeOnce: number;
  repeatsLeft: number;
  /** Where firmware sent the program. */
  pcs: readonly number[] | null;
}

const strip: Behaviour = {
  initial: { max_pixels: [MAX_PIXELS], num_columns: [DEFAULT_PIXELS] },
  noticed: ["brightness"],
  gate: DARK,
  memory: {
    pixels: new Uint8Array(3 * MAX_PIXELS),
    shown: new Uint8Array(3 * DEFAULT_PIXELS),
    program: new Uint8Array(),
    at: 0,
    run: 0,
    rangeStart: 0,
    rangeEnd: 0,
    mode: MODE.replace,
    modeOnce: MODE.replace,
    repeatsLeft: 0,
    pcs: null,
  } satisfies StripMemory,
  computed: { actual_brightness: (server) => [server.number("brightness")] },
  changed: {
    num_pixels: (server) => {
      if (server.number("num_pixels") > MAX_PIXELS) server.set("num_pixels", [MAX_PIXELS]);
    },
  },
  commands: {
    run: (server, _values, { data, pcs }) => {
      const strip = memoryOf(server);
      strip.program = data.slice();
      strip.run++;
      strip.repeatsLeft = server.number("num_repeats");
      strip.pcs = pcs;
      restart(server, strip);
      step(server, strip);
    },
  },
  due: (server, message) => {
    const strip = memoryOf(server);
    if (message.run === strip.run) step(server, strip);
  },
};

function memoryOf(server: Service): StripMemory {
  return server.memory as unknown as StripMemory;
}

function restart(server: Service, strip: StripMemory): void {
  strip.at = 0;
  strip.rangeStart = 0;
  strip.rangeEnd = server.number("num_pixels");
  strip.mode = MODE.replace;
  strip.modeOnce = MODE.replace;
}

/** Runs until something is shown or the program is over. */
function step(server: Service, strip: StripMemory): void {
  const { program } = strip;
  while (strip.at < program.length) {
    const op = program[strip.at++];
    if (op === OP.show) {
      show(server, strip);
      const millis = Math.max(LEAST_STEP_MILLIS, number(strip, DEFAULT_SHOW_MILLIS));
      server.later(1000 * millis, { run: strip.run });
      return;
    }
    execute(server, strip, op);
    if (op !== OP.modeOnce) strip.modeOnce = strip.mode;
  }
  // A program that shows nothing would repeat without an end that anybody sees.
  if (strip.repeatsLeft === 1 || !program.includes(OP.show)) return;
  if (strip.repeatsLeft > 0) strip.repeatsLeft--;
  restart(server, strip);
  server.later(1000 * LEAST_STEP_MILLIS, { run: strip.run });
}

function show(server: Service, strip: StripMemory): void {
  const now = strip.pixels.slice(0, 3 * server.number("num_pixels"));
  const changed = !sameBytes(now, strip.shown);
  strip.shown = now;
  if (changed) server.notice("run", now, strip.pcs);
}

function execute(server: Service, strip: StripMemory, op: number): void {
  const length = strip.rangeEnd - strip.rangeStart;
  switch (op) {
    case OP.setOne: {
      const at = strip.rangeStart + number(strip, 0);
      paint(strip, at, color(strip));
      break;
    }
    case OP.setAll:
    case OP.fade:
    case OP.fadeHsv: {
      const colors = colorBlock(strip);
      if (colors.length === 0) break;
      for (let i = 0; i < length; i++) {
        const plain = op === OP.setAll ? colors[i % colors.length] : mixed(colors, i, length);
        paint(strip, strip.rangeStart + i, op === OP.fadeHsv ? fromHsv(plain) : plain);
      }
      break;
    }
    case OP.rotateForward:
    case OP.rotateBack: {
      const by = length === 0 ? 0 : number(strip, 1) % length;
      rotate(strip, op === OP.rotateForward ? (length - by) % Math.max(1, length) : by);
      break;
    }
    case OP.range: {
      const pixels = server.number("num_pixels");
      strip.rangeStart = Math.min(pixels, number(strip, 0));
      strip.rangeEnd = Math.min(pixels, strip.rangeStart + number(strip, pixels));
      break;
    }
    case OP.mode:
      strip.mode = knownMode(number(strip, 0));
      break;
    case OP.modeOnce:
      strip.modeOnce = knownMode(number(strip, 0));
      break;
  }
}

/** A number of one byte below 0x80, or of two with the first below 0xc0; `absent` when the next is no number. */
function number(strip: StripMemory, absent: number): number {
  const { program, at } = strip;
  const first = program[at] ?? 0xff;
  if (first < 0x80) {
    strip.at++;
    return first;
  }
  if (first >= 0xc0) return absent;
  strip.at += 2;
  return ((first & 0x3f) << 8) | (program[at + 1] ?? 0);
}

/** 0xc1 to 0xc3 say how many colours follow; after 0xc0 a byte does. */
function colorBlock(strip: StripMemory): Color[] {
  const head = strip.program[strip.at] ?? 0xff;
  if (head < 0xc0 || head > 0xc3) return [];
  strip.at++;
  const count = head === 0xc0 ? (strip.program[strip.at++] ?? 0) : head & 3;
  return Array.from({ length: count }, () => color(strip));
}

function color(strip: StripMemory): Color {
  const { program, at } = strip;
  strip.at += 3;
  return [program[at] ?? 0, program[at + 1] ?? 0, program[at + 2] ?? 0];
}

function mixed(colors: readonly Color[], index: number, length: number): Color {
  const place = (index * (colors.length - 1)) / length;
  const from = colors[Math.floor(place)];
  const to = colors[Math.floor(place) + 1] ?? from;
  const part = place - Math.floor(place);
  const between = (i: 0 | 1 | 2) => Math.round(from[i] * (1 - part) + to[i] * part);
  return [between(0), between(1), between(2)];
}

/** Hue, saturation and value as FastLED's three-section wheel has them. */
function fromHsv([hue, saturation, value]: Color): Color {
  const wheel = (hue * 192) >> 8;
  const floor = (value * (255 - saturation)) >> 8;
  const amplitude = value - floor;
  const up = (((wheel % 64) * amplitude) >> 6) + floor;
  const down = (((63 - (wheel % 64)) * amplitude) >> 6) + floor;
  const section = wheel >> 6;
  if (section === 0) return [down, up, floor];
  return section === 1 ? [floor, down, up] : [up, floor, down];
}

function rotate(strip: StripMemory, by: number): void {
  const range = strip.pixels.subarray(3 * strip.rangeStart, 3 * strip.rangeEnd);
  const turned = Uint8Array.of(...range.subarray(3 * by), ...range.subarray(0, 3 * by));
  range.set(turned);
}

function paint({ pixels, rangeEnd, modeOnce }: StripMemory, at: number, color: Color): void {
  if (at >= rangeEnd) return;
  for (const [i, value] of color.entries()) {
    pixels[3 * at + i] = blend(pixels[3 * at + i], value, modeOnce);
  }
}

function blend(before: number, value: number, mode: number): number {
  switch (mode) {
    case MODE.add:
      return Math.min(255, before + value);
    case MODE.subtract:
      return Math.max(0, before - value);
    case MODE.multiply: {
      // 128 leaves the colour as it is; anything else changes it by one step at least.
      const product = (before * value) >> 7;
      const step = value < 128 ? -1 : value > 128 ? 1 : 0;
      return Math.max(0, Math.min(255, product === before ? product + step : product));
    }
    default:
      return value;
  }
}

function knownMode(mode: number): number {
  return mode > MODE.multiply ? MODE.replace : mode;
}

export const STRIPS: Readonly<Record<string, Behaviour>> = { ledstrip: strip };
