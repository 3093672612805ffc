import { expect, it } from "vitest";
import { RUN_WORK, WorkBudget } from "../../../sim/engine/budget.ts";
import { loadMeteredVmModule } from "../../../src/metered-vm.ts";
import { firmware, run } from "../../firmware.ts";

const HASHES = firmware("hashes-and-sleeps");
const vm = loadMeteredVmModule();

it("a run that computes too much in all ends, however short its turns are, and always at the same place", () => {
  const first = run(HASHES, 3_600, { vm });
  expect(first.ended?.reason).toBe("the device computes too much");
  const again = run(HASHES, 3_600, { vm });
  expect(again.clock.nowMicros).toBe(first.clock.nowMicros);
  expect(again.tape.events.length).toBe(first.tape.events.length);
});

it("runs that share a budget end when it is spent, forks included", () => {
  const workBudget = new WorkBudget(RUN_WORK.atOnce);
  const calm = run(firmware("fetcher"), 1, { vm, workBudget });
  const fork = calm.fork();
  expect(run(HASHES, 10, { vm, workBudget }).ended?.reason).toBe("the device computes too much");
  for (const world of [calm, fork]) {
    expect(world.ended).toBeNull();
    world.runUntil(60e6);
    expect(world.ended).toEqual({ reason: "the device computes too much" });
  }
});

it("an appliance that rests between what it does is far from it", () => {
  expect(run(firmware("fetcher"), 3_600, { vm }).ended).toBeNull();
});
