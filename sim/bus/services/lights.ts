/** Lights of a few lamps or pixels; strips are in led-strip.ts. */
import { sameBytes } from "../../tape/bytes.ts";
import type { Behaviour, Gate, Service } from "./behaviour.ts";

const PIXELS = 16;
const BYTES_A_PIXEL = 3;

/** Nobody sees what a dark display shows. */
export const DARK: Gate = { register: "brightness", whenZero: "unseen" };

const led: Behaviour = {
  initial: {
    num_pixels: [PIXELS],
    num_columns: [PIXELS],
    leds_per_pixel: [1],
    pixels: [new Uint8Array(PIXELS * BYTES_A_PIXEL)],
  },
  noticed: ["pixels", "brightness"],
  gate: DARK,
  computed: { actual_brightness: (server) => [server.number("brightness")] },
  memory: { pixels: new Uint8Array(PIXELS * BYTES_A_PIXEL) },
  changed: { pixels: overlayPixels },
};

/** A shorter write leaves the other pixels as they are (jacdac-c, leddisplay.c). */
function overlayPixels(server: Service): void {
  const pixels = (server.memory.pixels as Uint8Array).slice();
  pixels.set((server.values("pixels")[0] as Uint8Array).subarray(0, pixels.length));
  server.memory.pixels = pixels;
  server.set("pixels", [pixels]);
}

/** A controller sends all channels again and again; only a change is seen. */
const stageLights: Behaviour = {
  noticed: [],
  gate: { register: "enabled", whenZero: "unseen" },
  memory: { channels: new Uint8Array() },
  commands: {
    send: (server, _values, { data, pcs }) => {
      const changed = !sameBytes(data, server.memory.channels as Uint8Array);
      server.memory.channels = data.slice();
      if (changed) server.notice("send", data, pcs);
    },
  },
};

export const LIGHTS: Readonly<Record<string, Behaviour>> = {
  led,
  dmx: stageLights,
  lightbulb: { initial: { dimmable: [true] }, noticed: ["brightness"] },
  trafficlight: { noticed: ["red", "yellow", "green"] },
};
