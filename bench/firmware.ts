/** The images that are measured, and a world for them. */

import { join } from "node:path";
import type { Image } from "../sim/device/image.ts";
import type { Watch } from "../sim/device/inside/observations.ts";
import { World } from "../sim/home/world.ts";
import { buildImage } from "../src/compile/build.ts";
import { loadVmModule } from "../src/devicescript.ts";
import { nodeCrypto } from "../src/world-crypto.ts";
import { timed } from "./table.ts";

/** Reports every 15 s over TLS. */
export const kettle = (): Image => image("devs/appliances/kettle/main.ts");
/** A request each second, and twenty peers on the bus. */
export const chatty = (): Image => image("bench/firmware/chatty.ts");
export const idle = (): Image => image("bench/firmware/idle.ts");
/** Sends as many tokens as the setting `count` says. */
export const tokens = (): Image => image("bench/firmware/tokens.ts");

/** A world with all observers, as every world has them; the device is powered on. */
export function poweredOn(image: Image, seed = 1): World {
  const world = worldOf(image, seed);
  world.powerOn();
  return world;
}

/** The same before that, watched as asked. */
export function worldOf(image: Image, seed = 1, watch: Watch = {}): World {
  const home = { ssid: "Lighthouse-5G", psk: "keeper-of-the-light" };
  return new World({ vm: loadVmModule(), crypto: nodeCrypto, image, seed, home, settings: {}, watch });
}

/** Real time of so much virtual time, milliseconds, and the events of the run. */
export function timedRun(image: Image, seed: number, virtualMicros: number) {
  const world = poweredOn(image, seed);
  const time = timed(() => world.runUntil(virtualMicros));
  if (world.ended) throw new Error(`the run ended early: ${world.ended.reason}`);
  const events = world.tape.events.length;
  world.release();
  return { time, events };
}

function image(file: string): Image {
  return buildImage(join(import.meta.dirname, "..", file)).image;
}
