/** Times a scenario of the trigger search: two worlds, 2 virtual seconds each, forked or booted anew. */

import { kettle, poweredOn } from "./firmware.ts";
import { median, millis, type Row, timed } from "./table.ts";

const READY_MICROS = 8e6;
const SCENARIO_MICROS = 2e6;
const ROUNDS = 100;

export function exploreRow(): Row {
  const image = kettle();
  const ready = poweredOn(image);
  ready.runUntil(READY_MICROS);
  const twice = (run: () => void) =>
    timed(() => {
      run();
      run();
    });
  const forked = Array.from({ length: ROUNDS }, () =>
    twice(() => {
      const fork = ready.fork();
      fork.play({ name: "", steps: [{ do: "reset" }] });
      fork.runUntil(READY_MICROS + SCENARIO_MICROS);
      fork.release();
    }),
  );
  const booted = Array.from({ length: ROUNDS / 5 }, () =>
    twice(() => {
      const world = poweredOn(image);
      world.runUntil(READY_MICROS);
      world.play({ name: "", steps: [{ do: "reset" }] });
      world.runUntil(READY_MICROS + SCENARIO_MICROS);
      world.release();
    }),
  );
  const time = median(forked);
  return {
    what: "scenario of the trigger search, 2 virtual s with a restart",
    figure: `${(1_000 / time).toFixed(0)}/s`,
    target: ">= 1000/s",
    raw: `two worlds forked ${millis(time)}, booted anew ${millis(median(booted))}`,
  };
}
