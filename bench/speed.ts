/** Virtual time over real time, with everything recorded. */

import type { Image } from "../sim/device/image.ts";
import { chatty, idle, kettle, poweredOn, timedRun } from "./firmware.ts";
import { median, millis, type Row, timed } from "./table.ts";

const VIRTUAL_MICROS = 3_600e6;
const ROUNDS = 5;

export function speedRows(): Row[] {
  return [
    row("idle: a firmware that only waits", idle(), ">= 3000x"),
    row("the kettle: a TLS report each 15 s", kettle(), "-"),
    row("chatty: a TLS request each second, 20 peers on the bus", chatty(), ">= 1000x", 600e6),
    forkRow(),
  ];
}

function forkRow(): Row {
  const world = poweredOn(kettle());
  world.runUntil(20e6);
  const times = Array.from({ length: 200 }, () => timed(() => world.fork().release()));
  return {
    what: "fork of the kettle's world",
    figure: millis(median(times)),
    target: "<= 1 ms",
    raw: "200 forks",
  };
}

function row(what: string, image: Image, target: string, virtualMicros = VIRTUAL_MICROS): Row {
  const runs = Array.from({ length: ROUNDS }, (_, round) => timedRun(image, round, virtualMicros));
  const time = median(runs.map((run) => run.time));
  return {
    what: `virtual over real time, ${what}`,
    figure: `${Math.round(virtualMicros / 1000 / time)}x`,
    target,
    raw: `${virtualMicros / 1e6} s in ${millis(time)}, ${runs.at(-1)!.events} events`,
  };
}
