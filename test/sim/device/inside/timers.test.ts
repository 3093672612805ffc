import { describe, expect, it } from "vitest";
import { SourceMap } from "../../../../sim/device/source-map.ts";
import type { World } from "../../../../sim/home/world.ts";
import { loadVmModule } from "../../../../src/devicescript.ts";
import { firmware, linesWith, run, SECOND } from "../../../firmware.ts";

const image = firmware("inside/timers");
const map = new SourceMap(image.debug);
const [TIMEOUT] = linesWith(image, 'console.log("later")');
const [INTERVAL] = linesWith(image, 'console.log("often")');
const [SLEEP] = linesWith(image, "await delay(");

/** Line, rest of the time in whole seconds, and period of each timer. */
function pending(world: World) {
  return world.device.pendingTimers()?.map(({ pcs, atMicros, periodMs }) => {
    const place = map.blame(pcs);
    return [
      `${place?.file}:${place?.line}`,
      Math.round((atMicros - world.clock.nowMicros) / SECOND),
      periodMs,
    ];
  });
}

describe("pending timers", () => {
  it("are what the firmware waits for, with line, due time and period, the first one first", () => {
    const world = run(image, 1);

    expect(pending(world)).toEqual([
      [INTERVAL, 1, 1500],
      [SLEEP, 19, null],
      [TIMEOUT, 89, null],
    ]);
  });

  it("are gone when they fell due, but for intervals", () => {
    const world = run(image, 100);

    expect(pending(world)?.map(([line]) => line)).toEqual([INTERVAL]);
  });

  it("fall due at the virtual time that they say, after a restart too", () => {
    const world = run(image, 30);
    world.device.restart();
    world.runUntil(35 * SECOND);
    const due = world.device.pendingTimers()?.find(({ pcs }) => map.blame(pcs)?.functionName === "main");
    const awake = () =>
      world.tape.events.findLast((e) => String(new TextDecoder().decode(e.payload!)) === "> awake");

    const before = awake();
    world.runUntil(due!.atMicros - SECOND / 10);
    expect(awake()).toBe(before);
    world.runUntil(due!.atMicros + SECOND / 10);
    expect(awake()).not.toBe(before);
  });

  it("are none in a firmware that ends, and unknown where the VM cannot be looked into", () => {
    expect(run(firmware("inside/decides"), 1).device.pendingTimers()).toEqual([]);
    const vm = { ...loadVmModule(), sha256: "0".repeat(64) };
    expect(run(image, 1, { vm }).device.pendingTimers()).toBeNull();
  });
});
