import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cpuOf, INSTANT } from "../sim/device/cpu.ts";
import type { Image } from "../sim/device/image.ts";
import { Vm, type VmHost } from "../sim/device/vm.ts";
import type { World, WorldOptions } from "../sim/home/world.ts";
import type { TapeEvent } from "../sim/tape/tape.ts";
import { loadVmModule } from "../src/devicescript.ts";
import { loadMeteredVmBytes, loadMeteredVmModule, METERED_VM_SHA256 } from "../src/metered-vm.ts";
import { emptyCache } from "./compile/temp-project.ts";
import { firmware, printed, run, SECOND, settings, textOf, worldWith } from "./firmware.ts";

const ESP32C3 = cpuOf("esp32c3");

/** A run in which computing takes as long as on an ESP32-C3. */
function runTimed(image: Image, seconds: number, options: Partial<WorldOptions> = {}): World {
  return run(image, seconds, { vm: loadMeteredVmModule(), cpu: ESP32C3, ...options });
}

/** Microseconds from one line that firmware printed to another. */
function microsBetween(world: World, first: string, second: string): number {
  const at = (line: string) => world.tape.events.find((e) => textOf(e) === `> ${line}`)!.atMicros;
  return at(second) - at(first);
}

/** A VM by itself, whose clock moves ten milliseconds a turn, and the work done after each turn. */
function workByTurn(image: Image, turns: number): { vm: Vm; work: number[]; turn: () => number } {
  let millis = 1_000;
  const nothing = () => {};
  const host: VmHost = {
    timeNow: () => millis,
    random: (target) => target.fill(7),
    log: nothing,
    flashLoad: () => new Uint8Array(),
    flashSave: nothing,
    frame: nothing,
    panic: nothing,
    socketOpen: nothing,
    socketWrite: nothing,
    socketClose: nothing,
  };
  const vm = Vm.start(loadMeteredVmModule(), host, "0123456789abcdef");
  vm.deploy(image.bytecode);
  const turn = () => {
    millis += 10;
    vm.process();
    return vm.work();
  };
  return { vm, work: Array.from({ length: turns }, turn), turn };
}

describe("the metered VM", () => {
  it("is the one that was measured, and is kept in the cache", () => {
    const cache = emptyCache();
    const made = loadMeteredVmBytes({ cache });
    const kept = loadMeteredVmBytes({ cache });
    expect(createHash("sha256").update(made).digest("hex")).toBe(METERED_VM_SHA256);
    expect(Buffer.from(kept).equals(made)).toBe(true);
    expect(readdirSync(cache.dir).some((name) => name.startsWith("vm-metered-"))).toBe(true);
  });

  it("is made again when the cached one was changed", () => {
    const cache = emptyCache();
    loadMeteredVmBytes({ cache });
    const file = join(cache.dir, readdirSync(cache.dir).find((name) => name.startsWith("vm-metered-"))!);
    const bytes = readFileSync(file);
    bytes[1_000] ^= 1;
    writeFileSync(file, bytes);

    const again = loadMeteredVmBytes({ cache });

    expect(createHash("sha256").update(again).digest("hex")).toBe(METERED_VM_SHA256);
  });

  it("counts the same work on every rerun", () => {
    const image = firmware("quiet");
    const { work } = workByTurn(image, 300);
    expect(work.at(-1)).toBeGreaterThan(100_000);
    expect(workByTurn(image, 300).work).toEqual(work);
  });

  it("goes on counting in a fork from where it was", () => {
    const { vm, turn } = workByTurn(firmware("quiet"), 300);
    const host: VmHost = { ...(vm as unknown as { host: VmHost }).host, timeNow: () => 4_010 };

    const copy = vm.fork(host);

    expect(copy.work()).toBe(vm.work());
    copy.process();
    expect(copy.work()).toBe(turn());
  });
});

describe("computing that takes no time", () => {
  it.each(["fetcher", "mqtt", "pairing", "quiet"])(
    "adds the work to the tape of %s, and nothing else",
    (name) => {
      const image = firmware(name);
      const expected = run(image, 30).tape.events;
      expect(expected.length).toBeGreaterThan(0);
      for (const cpu of [undefined, INSTANT]) {
        const { events } = run(image, 30, { vm: loadMeteredVmModule(), cpu }).tape;
        expect(events.map(({ work: _, ...event }) => event)).toEqual(expected);
        expect(events.filter((event) => event.work !== undefined)).toEqual(
          events.filter((event) => event.from === "device"),
        );
      }
    },
  );
});

it("what the board's WiFi says by itself is no work of the firmware's", () => {
  const { events } = run(firmware("pairing"), 10, { vm: loadMeteredVmModule() }).tape;

  const said = events.filter((event) => event.platform === "platform/wifi-status");
  expect(said.length).toBeGreaterThan(10);
  expect(new Set(said.map((event) => event.work))).toEqual(new Set([0]));
});

describe("computing that takes time", () => {
  it("gives the same tape on every rerun, also in instances that were used before", () => {
    const image = firmware("fetcher");
    const first = runTimed(image, 30);
    const { events } = first.tape;
    first.release();
    expect(runTimed(image, 30).tape.events).toEqual(events);
  });

  it("shows how much of a guess was right, when the comparison ends at the first difference", () => {
    const image = firmware("compares");
    const micros = (guess: string) =>
      microsBetween(
        runTimed(image, 5, { settings: settings({ code: "481516", guess }) }),
        "asked",
        "answered",
      );

    const times = ["000000", "400000", "480000", "481000", "481500", "481510"].map(micros);

    const steps = times.slice(1).map((time, i) => time - times[i]);
    expect(Math.min(...steps)).toBeGreaterThan(10);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
  });

  it("takes twice as long at half the clock", () => {
    const image = firmware("compares");
    const micros = (clockMhz: number) =>
      microsBetween(runTimed(image, 5, { cpu: cpuOf("esp32c3", clockMhz) }), "asked", "answered");
    expect(Math.abs(micros(80) - 2 * micros(160))).toBeLessThanOrEqual(2);
  });

  it("never puts an answer before its question, however slow the processor", () => {
    const { tape } = runTimed(firmware("fetcher"), 60, { cpu: cpuOf("esp32c3", 1) });
    const said = tape.events.filter((e) => e.stream !== null && e.observers.includes("endpoint"));
    const streams = [...new Set(said.map((e) => e.stream))];
    expect(streams.length).toBeGreaterThan(3);
    for (const stream of streams) {
      const times = said.filter((e) => e.stream === stream).map((e) => e.atMicros);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it("lets nothing that the device does begin before it has done with the last", () => {
    const logs = (cpu: WorldOptions["cpu"]) =>
      runTimed(firmware("fetcher"), 20, { cpu }).tape.events.filter((e) => e.channel === "log");
    const isOrdered = (events: TapeEvent[]) =>
      events.every((event, i) => i === 0 || events[i - 1].atMicros <= event.atMicros);
    expect(isOrdered(logs(ESP32C3))).toBe(true);
    expect(isOrdered(logs(cpuOf("esp32c3", 1)))).toBe(true);
  });

  it("goes on in a fork as in the original", () => {
    const world = worldWith(firmware("fetcher"), { vm: loadMeteredVmModule(), cpu: ESP32C3 });
    world.powerOn();
    world.runUntil(12.3 * SECOND);

    const fork = world.fork();
    for (const each of [world, fork]) each.runUntil(40 * SECOND);

    expect(fork.tape.events).toEqual(world.tape.events);
    expect(runTimed(firmware("fetcher"), 40).tape.events).toEqual(world.tape.events);
  });

  it("ends a run that computes without end", () => {
    const world = runTimed(firmware("computes"), 60);
    expect(world.ended).toEqual({ reason: "the device computes without end" });
    expect(printed(world)).toEqual([]);
    expect(world.clock.nowMicros).toBeGreaterThan(2 * SECOND);
    expect(world.clock.nowMicros).toBeLessThan(10 * SECOND);
  });
});

describe("the processor of a world", () => {
  const identity = { boardId: "x", name: "X", productId: 1 };

  it("is the board's when that is asked for", () => {
    const image = firmware("quiet");
    const options = { vm: loadMeteredVmModule(), cpu: "board" } as const;
    expect(worldWith(image, { ...options, identity: { ...identity, archId: "esp32c3" } }).cpu).toEqual(
      ESP32C3,
    );
    expect(() => worldWith(image, { ...options, identity: { ...identity, archId: "rp2040" } })).toThrow(
      /how fast "rp2040" computes is not known; it is for esp32, esp32s2, esp32s3, esp32c3/,
    );
  });

  it("needs a VM that counts", () => {
    expect(() => worldWith(firmware("quiet"), { vm: loadVmModule(), cpu: ESP32C3 })).toThrow(/metered VM/);
  });
});
