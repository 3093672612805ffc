/** Prints how much memory a device takes, bytes: 500 kettles alive at once. Needs `--expose-gc`. */

import { kettle, poweredOn } from "./firmware.ts";

const DEVICES = 500;
/** By then the kettle has joined and reported. */
const LIVED_MICROS = 20e6;

const image = kettle();
// Memory that comes with the first world is not counted: it is not a device's.
poweredOn(image).runUntil(LIVED_MICROS);
const before = residentBytes();
const worlds = Array.from({ length: DEVICES }, (_, seed) => {
  const world = poweredOn(image, seed);
  world.runUntil(LIVED_MICROS);
  return world;
});
const after = residentBytes();
console.log(JSON.stringify({ devices: worlds.length, bytes: after - before }));

function residentBytes(): number {
  globalThis.gc!();
  return process.memoryUsage().rss;
}
