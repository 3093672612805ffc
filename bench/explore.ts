/** Times a scenario of the trigger search: two worlds, 2 virtual seconds each, forked or booted anew. */

import type { Step } from "../sim/home/scenario.ts";
import type { World } from "../sim/home/world.ts";
import { kettle, poweredOn } from "./firmware.ts";
import { median, millis, type Row, timed } from "./table.ts";

const READY_MICROS = 8e6;
const SCENARIO_MICROS = 2e6;
const ROUNDS = 100;

export function exploreRows(): Row[] {
  const image = kettle();
  const ready = poweredOn(image);
  ready.runUntil(READY_MICROS);
  const anew = () => {
    const world = poweredOn(image);
    world.runUntil(READY_MICROS);
    return world;
  };
  const row = (what: string, step: Step): Row => {
    const time = inTwoWorlds(() => ready.fork(), step, ROUNDS);
    return {
      what: `scenario of the trigger search, 2 virtual s with a ${what}`,
      figure: `${(1_000 / time).toFixed(0)}/s`,
      target: ">= 1000/s",
      raw: `two worlds forked ${millis(time)}, booted anew ${millis(inTwoWorlds(anew, step, ROUNDS / 5))}`,
    };
  };
  return [row("press", { do: "press", what: "button" }), row("restart", { do: "reset" })];
}

/** Milliseconds. */
function inTwoWorlds(start: () => World, step: Step, rounds: number): number {
  const live = () => {
    const world = start();
    world.play({ name: "", steps: [step] });
    world.runUntil(READY_MICROS + SCENARIO_MICROS);
    world.handOver();
    world.release();
  };
  const both = () => {
    live();
    live();
  };
  return median(Array.from({ length: rounds }, () => timed(both)));
}
