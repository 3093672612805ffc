/** Virtual time over real time, with everything recorded. */

import type { Image } from "../sim/image.ts";
import { idle, kettle, poweredOn } from "./firmware.ts";
import { median, millis, type Row, timed } from "./table.ts";

const VIRTUAL_MICROS = 3_600e6;
const ROUNDS = 5;

export function speedRows(): Row[] {
  return [
    row("idle: a firmware that only waits", idle(), ">= 3000x"),
    row("chatty: the kettle, a TLS report each 15 s", kettle(), "-"),
  ];
}

function row(what: string, image: Image, target: string): Row {
  let events = 0;
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const world = poweredOn(image, round);
    const time = timed(() => world.runUntil(VIRTUAL_MICROS));
    if (world.ended) throw new Error(`the run ended early: ${world.ended.reason}`);
    events = world.tape.events.length;
    world.release();
    return time;
  });
  return {
    what: `virtual over real time, ${what}`,
    figure: `${Math.round(VIRTUAL_MICROS / 1000 / median(times))}x`,
    target,
    raw: `${VIRTUAL_MICROS / 1e6} s in ${millis(median(times))}, ${events} events`,
  };
}
