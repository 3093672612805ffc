import { describe, expect, it } from "vitest";
import { type Scenario, scenario } from "../../../sim/home/scenario.ts";
import { play } from "../../../src/subjects/play.ts";
import { HOME } from "../../firmware.ts";

const kettle = (story: Scenario) => play("devs/appliances/kettle/main.ts", { scenario: story, home: HOME });

/** Moments at which the heater was switched, in seconds: true for on. */
const heating = (story: Scenario) =>
  kettle(story)
    .events.filter(({ channel }) => channel === "actuator")
    .map((e): [number, boolean] => [Math.round(e.atMicros / 1e6), e.payload![0] !== 0]);

describe("an effect", () => {
  const start = scenario("a kettle of water").provision().wait("10s");
  const water = start.effect("relay", "temperature", { to: 100, perMinute: 60 });

  it("warms what is heated, until the thermostat switches off", () => {
    // From 21 °C to 98 °C at one degree a second.
    const [[on], [off, isOn]] = heating(water.press("button", "100ms").wait("3m"));
    expect(isOn).toBe(false);
    expect(off - on).toBeGreaterThan(70);
    expect(off - on).toBeLessThan(85);
  });

  it("lets it cool down again, so that the second boil is the shorter one the sooner it comes", () => {
    const boilAfter = (pause: string) => {
      const times = heating(
        water.press("button", "100ms").wait("2m").wait(pause).press("button", "100ms").wait("2m"),
      );
      expect(times.map(([, on]) => on)).toEqual([true, false, true, false]);
      return times[3][0] - times[2][0];
    };
    expect(boilAfter("1m")).toBeLessThan(boilAfter("5m"));
  });

  it("goes on for as long as the heater is on, whatever firmware does meanwhile: a dry kettle is switched off", () => {
    const dry = start.effect("relay", "temperature", { to: 300, perMinute: 900 });
    const [[on], [off, isOn]] = heating(dry.press("button", "100ms").wait("1m"));
    expect(isOn).toBe(false);
    expect(off - on).toBeLessThan(9);
  });

  it("does not move a thermometer that sticks", () => {
    const stuck = water.press("button", "100ms").wait("20s").stick("temperature");
    expect(heating(stuck.wait("6m"))).toEqual([
      [10, true],
      [310, false],
    ]);
  });

  it("is the same in each of two runs, and by whatever it is looked at", () => {
    const run = () => kettle(water.press("button", "100ms").wait("1m")).events;
    expect(run()).toEqual(run());
  });

  it("ends with the module of the actuator, which nobody can tell anything any more", () => {
    const gone = kettle(water.press("button", "100ms").wait("20s").unplug("relay").wait("20s"));
    const last = gone.events.filter(({ channel }) => channel === "actuator").at(-1)!;
    expect([last.from, last.payload]).toEqual(["world", Uint8Array.of(0)]);
    expect(gone.world.bus.movedOf("temperature")).toBeLessThan(20);
  });

  it("goes on in a fork as it does in the world itself", () => {
    const life = kettle(water.press("button", "100ms").wait("20s"));
    const fork = life.world.fork();
    const warm = () => fork.bus.movedOf("temperature");
    const before = warm();
    fork.runUntil(fork.clock.nowMicros + 20e6);
    expect(warm() - before).toBeCloseTo(20, 6);
    expect(life.world.bus.movedOf("temperature")).toBe(before);
    expect(life.continue("20s").world.bus.movedOf("temperature")).toBe(warm());
  });

  it("names what is there when it is told of something else", () => {
    expect(() =>
      kettle(start.effect("heater", "temperature", { to: 100, perMinute: 60 }).wait("1s")),
    ).toThrow('there is no "heater" on the bus at that time. The firmware has asked for: ');
    expect(() => start.effect("relay", "temperature", { to: 100, perMinute: 0 })).toThrow(
      '"perMinute" of "effect" must be a number above 0',
    );
    expect(() => kettle(start.stick("relay").wait("1s"))).toThrow("relay cannot stick at a reading");
  });
});
