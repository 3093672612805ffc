import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import { buildImage } from "../../../src/compile/build.ts";
import { worldWith } from "../../firmware.ts";

/** `npm run soak` tries a thousand. */
const SEEDS = process.env.TIGHTLIP_SOAK === "1" ? 1_000 : 4;

const day = scenario("a bad day")
  .provision()
  .wait("20s")
  .loseWifi("5s")
  .wait("20s")
  .loseMessages(0.2)
  .noise(0.02)
  .wait("20s")
  .cutPower()
  .wait("15s")
  .stressMemory()
  .trouble("*", "garbage")
  .wait("20s")
  .factoryReset()
  .wait("5s");

function live(seed: number): string {
  const world: World = worldWith(buildImage("devs/appliances/kettle/main.ts").image, { seed, scenario: day });
  world.powerOn();
  world.runUntil(day.lengthMicros);
  world.handOver();
  const hash = createHash("sha256");
  for (const event of world.tape.events) {
    hash.update(
      JSON.stringify({ ...event, payload: event.payload && Buffer.from(event.payload).toString("hex") }),
    );
  }
  world.release();
  return hash.digest("hex");
}

it(`lives the same life twice, faults and all, for each of ${SEEDS} seeds, and another life for each`, () => {
  const lives = Array.from({ length: SEEDS }, (_, seed) => {
    const once = live(seed);
    expect(live(seed)).toBe(once);
    return once;
  });
  expect(new Set(lives).size).toBe(SEEDS);
});
