import { describe, expect, it } from "vitest";
import { scenario } from "../../sim/home/scenario.ts";
import { buildImage } from "../../src/compile/build.ts";
import { IDLE } from "../../src/judge/verdict/idle.ts";
import { Runner } from "../../src/judge/verdict/runner.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmwareFile, HOME, textOf } from "../firmware.ts";
import { subject } from "../judge/judged.ts";

function runOf(main: string) {
  const { image } = buildImage(main);
  const options = { crypto: nodeCrypto, seed: 1, virtualMicros: 5e6, policy: {} };
  const appliance = subject(image, options);
  return {
    appliance,
    run: new Runner(appliance, options).discover(IDLE),
    again: () => new Runner(appliance, options).discover(IDLE),
  };
}

describe("a run of a simulated appliance", () => {
  it("is plain data that can travel to another thread", () => {
    const { appliance, run } = runOf("devs/lessons/01-cloud-relay/leaky.ts");
    expect(structuredClone(run)).toEqual(run);
    expect(structuredClone(appliance.program)).toEqual(appliance.program);
  });

  it("is the same each time", () => {
    const { run, again } = runOf("devs/lessons/01-cloud-relay/leaky.ts");
    expect(again()).toEqual(run);
  });

  it("is the same whether it goes on from a beginning that others share or goes through all of it", () => {
    const { appliance } = runOf(firmwareFile("safe-kettle"));
    const secrets = Object.entries(HOME).map(([name, value]) => ({
      name: `wifi.${name}`,
      value,
      setting: null,
    }));
    const { steps: begun } = scenario("begun").wait("10.1s").press("button").wait("777ms");
    for (const next of [
      scenario("reset").reset().wait("9s"),
      scenario("unplugged").unplug("temperature").wait("9s"),
      scenario("cut").cutPower().wait("9s"),
    ]) {
      const whole = appliance.run({
        secrets,
        scenario: { name: "", steps: [...begun, ...next.steps] },
        virtualMicros: 10_877_000 + next.lengthMicros,
      });
      const goesOn = { begun: { name: "", steps: begun }, scenario: next, virtualMicros: next.lengthMicros };
      const run = appliance.run({ secrets, ...goesOn });
      expect(run.tape).toEqual(whole.tape);
      expect(run.end).toEqual(whole.end);
      expect(run.tape.events.some(({ atMicros }) => atMicros < 10e6)).toBe(true);
    }
  });

  it("says which secrets were used, how it ended and which board it was", () => {
    const { run } = runOf("devs/lessons/01-cloud-relay/leaky.ts");
    expect(run.used).toEqual(["wifi.ssid", "wifi.psk"]);
    expect(run.end).toEqual({ atMicros: 5e6, stopped: null, panics: [], impossibleStep: null });
    expect(run.board.deviceId).toMatch(/^[0-9a-f]{16}$/);
  });

  it("says which timers are pending, when they are due and where they wait", () => {
    const { run } = runOf(firmwareFile("waits"));
    const due = run.timers!.map(({ dueMicros }) => dueMicros);
    expect(due).toContainEqual(expect.closeTo(600e6, -6));
    expect(run.timers!.every(({ position }) => position?.blame != null)).toBe(true);
  });

  it("has settings stored as numbers, of one length for values of one length", () => {
    const { appliance } = runOf(firmwareFile("reads-settings"));
    const wifi = Object.entries(HOME).map(([name, value]) => ({
      name: `wifi.${name}`,
      value,
      setting: null,
    }));
    const stored = (value: string): string => {
      const { tape } = appliance.run({
        secrets: [...wifi, { name: "settings.mode", value, setting: "mode" }],
        scenario: IDLE,
        virtualMicros: 2e6,
        circumstances: { forms: { mode: { kind: "number" } } },
      });
      const lines = tape.events.filter(({ channel }) => channel === "log").map(textOf);
      return lines.find((line) => /^> \d+$/.test(line))?.slice(2) ?? "none";
    };
    expect(stored("4815162342")).toBe("4815162342");
    const sameLength = ["0815162342", "lighthouse", "keeper-007", "/////////0"];
    expect(sameLength.map((value) => stored(value).length)).toEqual([10, 10, 10, 10]);
    expect(stored("lighthouse")).not.toBe(stored("keeper-007"));
    expect(stored("keeper of the light of Pharos")).toHaveLength(15);
  });
});
