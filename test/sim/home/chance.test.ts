import { expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import { firmware, printed, run, SECOND, worldWith } from "../../firmware.ts";

const image = firmware("draws");

it("random numbers have the share of their range that a scenario says, from then on", () => {
  const lines = printed(
    run(image, 8, { scenario: scenario("luck").wait("2500ms").chance(0).wait("3s").chance(1) }),
  );

  expect(new Set(lines.slice(0, 2)).size).toBe(2);
  expect(lines.slice(2, 5)).toEqual(["0 0", "0 0", "0 0"]);
  expect(lines.slice(5)).toEqual(["1 9", "1 9"]);
});

it("a fork goes on with it, and so does a board that restarts", () => {
  const world = worldWith(image, { scenario: scenario("luck").chance(0.5).wait("2500ms").reset() });
  world.powerOn();
  world.runUntil(1.5 * SECOND);
  const fork = world.fork();
  fork.runUntil(8 * SECOND);

  expect(new Set(printed(fork))).toEqual(new Set(["0.5 5"]));
});
