/** Lights. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";
import { fill } from "./fill.ts";

/** One colour of a pixel at its brightest, mA (WS2812B data sheet). */
const CHANNEL_MILLIAMPERES = 12;
const LED_PIXELS = 8;
const STRIP_PIXELS = 150;

export const LIGHTS: Readonly<Record<string, Behaviour>> = {
  led: {
    noticed: ["pixels", "brightness"],
    gate: "brightness",
    initial: {
      pixels: [new Uint8Array(3 * LED_PIXELS)],
      num_pixels: [LED_PIXELS],
      num_columns: [LED_PIXELS],
      leds_per_pixel: [1],
      variant: [3],
    },
    changed: { pixels: (server) => fill(server, "pixels", 3 * server.number("num_pixels")) },
    computed: { actual_brightness: (server) => [allowedBrightness(server)] },
  },
  ledstrip: {
    noticed: ["run", "brightness"],
    gate: "brightness",
    initial: { max_pixels: [STRIP_PIXELS] },
    computed: { actual_brightness: (server) => [server.number("brightness")] },
  },
  lightbulb: { noticed: ["brightness"], initial: { dimmable: [true] } },
  trafficlight: { noticed: ["red", "yellow", "green"] },
  dmx: {
    noticed: [],
    memory: { shown: "" },
    commands: {
      send: (server, _values, { data, pcs }) => {
        const shown = data.join();
        if (server.number("enabled") === 0 || server.memory.shown === shown) return;
        server.memory.shown = shown;
        server.notice("send", data, pcs);
      },
    },
  },
};

/** A module dims itself rather than draw more current than it may (jacdac-c, leddisplay.c). */
function allowedBrightness(server: ServiceServer): number {
  const [pixels] = server.values("pixels") as [Uint8Array];
  const full = (CHANNEL_MILLIAMPERES / 255) * pixels.reduce((sum, channel) => sum + channel, 0);
  const most = full === 0 ? 1 : server.number("max_power") / full;
  return Math.min(server.number("brightness"), most);
}
