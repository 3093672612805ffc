/** A screen of pixels that each name a colour of a palette. */
import type { Behaviour, Service } from "./behaviour.ts";
import { DARK } from "./lights.ts";

const WIDTH = 160;
const HEIGHT = 128;
const BITS_A_PIXEL = 4;
const COLORS = 2 ** BITS_A_PIXEL;
const PIXELS_A_BYTE = 8 / BITS_A_PIXEL;

interface ScreenMemory {
  /** One byte a pixel, column by column. */
  readonly pixels: Uint8Array;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Pixels of the window that were set since the update started. */
  done: number;
}

const screen: Behaviour = {
  initial: {
    bits_per_pixel: [BITS_A_PIXEL],
    width: [WIDTH],
    height: [HEIGHT],
    brightness: [1],
    palette: [new Uint8Array(4 * COLORS)],
    up_sampling: [1],
  },
  noticed: ["brightness", "palette"],
  gate: DARK,
  memory: {
    pixels: new Uint8Array(WIDTH * HEIGHT),
    x: 0,
    y: 0,
    width: 0,
    height: 0,
    done: 0,
  } satisfies ScreenMemory,
  commands: {
    start_update: (server, values) => {
      const [x, y, width, height] = values.map(Number);
      const window = { x: Math.min(WIDTH, x), y: Math.min(HEIGHT, y), done: 0 };
      Object.assign(memoryOf(server), window, {
        width: Math.min(WIDTH - window.x, width),
        height: Math.min(HEIGHT - window.y, height),
      });
    },
    set_pixels: (server, _values, { data, pcs }) => {
      if (setPixels(memoryOf(server), data)) server.notice("set_pixels", data, pcs);
    },
  },
};

function memoryOf(server: Service): ScreenMemory {
  return server.memory as unknown as ScreenMemory;
}

/** Whether any pixel looks different now. Each column of the window starts with a new byte. */
function setPixels(screen: ScreenMemory, data: Uint8Array): boolean {
  let changed = false;
  for (const byte of data) {
    for (let i = 0; i < PIXELS_A_BYTE && screen.done < screen.width * screen.height; i++) {
      const column = screen.x + Math.floor(screen.done / screen.height);
      const row = screen.y + (screen.done % screen.height);
      const color = (byte >> (BITS_A_PIXEL * i)) & (COLORS - 1);
      changed ||= screen.pixels[column * HEIGHT + row] !== color;
      screen.pixels[column * HEIGHT + row] = color;
      screen.done++;
      if (screen.done % screen.height === 0) break;
    }
  }
  return changed;
}

export const PIXEL_SCREENS: Readonly<Record<string, Behaviour>> = { indexedscreen: screen };
