import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Scenario, scenario } from "../../../sim/home/scenario.ts";
import { FAULTS, faultOf, isFault } from "../../../src/judge/safety/fault.ts";
import type { SafetyResult } from "../../../src/judge/safety/safety-check.ts";
import type { SafetyRule } from "../../../src/judge/safety/safety-rule.ts";
import { faultTrials } from "../../../src/judge/safety/trials.ts";
import type { CheckOptions } from "../../../src/judge/verdict/check.ts";
import { applianceAt } from "../../../src/subjects/appliance.ts";
import { loadPolicy } from "../../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../../src/tasks/check-appliance.ts";
import { tempProject } from "../../compile/temp-project.ts";
import { firmware, linesWith } from "../../firmware.ts";
import { event } from "../event.ts";
import { judged } from "../judged.ts";

const SAFE = firmware("safe-kettle");
const UNSAFE = firmware("unsafe-kettle");
const RULE: SafetyRule = {
  actuator: "relay",
  offWithin: "8s",
  of: ["reset", "cutPower", "unplug temperature", "set temperature 110"],
};

interface How extends Pick<CheckOptions, "explore" | "scenario"> {
  readonly scenarios?: readonly Scenario[];
}

function result(image: typeof SAFE, rule: SafetyRule, { scenarios, ...how }: How = {}): SafetyResult {
  const policy = { safety: [rule], ...(scenarios !== undefined && { scenarios }) };
  return judged(image, { policy, virtualMicros: 5e6, ...how }).safety[0];
}

const failed = ({ failures }: SafetyResult) => failures.map(({ fault }) => fault).sort();
const boiling = scenario("boiling").wait("10s").press("button").wait("5s");

describe("a safety rule", () => {
  it("finds by itself what switches the actuator on, and the faults at which it stays on", () => {
    const found = result(UNSAFE, RULE);
    expect(found.outcome).toBe("fails");
    expect(failed(found)).toEqual(["cutPower", "reset", "unplug temperature"]);
    const [first] = found.failures;
    expect(first.scenario.name).toContain("press button");
    expect(first.offMicros).toBeNull();
    const [line] = linesWith(UNSAFE, "heater.enabled.write(boiling)");
    expect(`${first.source?.file}:${first.source?.line}`).toBe(line);
    expect(first.declared).toBe(false);
  });

  it("holds for firmware that leaves it to the device library, and says how often that was tried", () => {
    const held = result(SAFE, RULE);
    expect(held.failures).toEqual([]);
    expect(held.outcome).toBe("holds");
    for (const { fault, whileOn, tried } of held.faults) {
      expect([fault, whileOn > 2]).toEqual([fault, true]);
      expect(tried).toBeGreaterThanOrEqual(whileOn);
    }
  });

  it("judges the faults of the scenarios where nothing is searched for", () => {
    const how = { scenarios: [boiling.reset().wait("30s")], explore: 0 };
    const unsafe = result(UNSAFE, RULE, how);
    expect(failed(unsafe)).toEqual(["reset"]);
    expect(unsafe.failures[0]).toMatchObject({ declared: true, faultMicros: 15e6, dueMicros: 23e6 });
    const safe = result(SAFE, RULE, how);
    expect(safe.outcome).toBe("untried");
    expect(safe.faults[0]).toEqual({ fault: "reset", tried: 1, whileOn: 1 });
  });

  it("does not blame what goes on again because somebody asks for it", () => {
    const again = boiling.reset().wait("15s").press("button").wait("10s");
    expect(result(SAFE, { ...RULE, of: ["reset"] }, { scenarios: [again], explore: 0 }).outcome).toBe(
      "holds",
    );
  });

  it("counts a longest time on from the moment of switching on", () => {
    const rule = { actuator: "relay", offWithin: "62s", of: ["on", "stick temperature"] };
    expect(result(SAFE, rule).outcome).toBe("holds");
    expect(failed(result(UNSAFE, rule))).toEqual(["on", "stick temperature"]);
  });

  it("says that it was not tried where nothing switches the actuator on", () => {
    const idle = { ...RULE, actuator: "relay", scenario: scenario("nothing").wait("5s") };
    expect(result(firmware("never-on"), idle).outcome).toBe("untried");
  });

  it("takes a scenario of its own, in which no secret is judged", () => {
    const own = result(SAFE, { ...RULE, of: ["reset"], scenario: boiling.wait("5s") });
    expect(own.outcome).toBe("holds");
    expect(own.faults[0].whileOn).toBeGreaterThan(1);
  });

  it("looks for a shorter way where a scenario takes hours to switch it on", () => {
    const late = scenario("late").wait("2h").press("button").wait("5s");
    const found = result(SAFE, { ...RULE, of: ["reset"] }, { scenarios: [late] });
    expect(found.outcome).toBe("holds");
    expect(found.faults[0].whileOn).toBeGreaterThan(1);
  });

  it("is the same whenever it is tried", () => {
    const once = () => result(UNSAFE, { ...RULE, of: ["reset"] });
    expect(once()).toEqual(once());
  });
});

describe("trials of a fault", () => {
  const fault = faultOf("reset");
  const switched = (atSeconds: number, on: boolean) =>
    event({
      channel: "actuator",
      kind: "active",
      to: "relay",
      atMicros: 1e6 * atSeconds,
      payload: Uint8Array.of(on ? 1 : 0),
    });
  const trialsOf = (events: readonly ReturnType<typeof switched>[], rule: Partial<SafetyRule> = {}) => {
    if (!isFault(fault)) throw new Error("no fault");
    const whole = { actuator: "relay", offWithin: "5s", of: ["reset"], ...rule };
    const run = {
      tape: { events },
      end: { atMicros: 60e6, stopped: null, panics: [], impossibleStep: null },
    };
    return faultTrials(whole, [fault], scenario("x").wait("10s").reset().wait("50s"), run).map(
      ({ whileOn, breach }) => [whileOn, breach === null ? null : breach.onMicros / 1e6],
    );
  };

  it("end at the deadline, to the microsecond", () => {
    expect(trialsOf([switched(8, true), switched(15, false)])).toEqual([[true, null]]);
    expect(trialsOf([switched(8, true), switched(15.000_001, false)])).toEqual([[true, 15]]);
    expect(trialsOf([switched(8, true)])).toEqual([[true, 15]]);
  });

  it("see what goes on again unasked, as long as it has to stay off", () => {
    const again = [switched(8, true), switched(12, false), switched(30, true)];
    expect(trialsOf(again)).toEqual([[true, 30]]);
    expect(trialsOf(again, { offFor: "15s" })).toEqual([[true, null]]);
    expect(trialsOf([switched(30, true)])).toEqual([[false, 30]]);
  });

  it("count for nothing where the run ends before the deadline", () => {
    expect(trialsOf([switched(8, true)], { offWithin: "50s" })).toEqual([]);
  });
});

describe("a bad safety rule", () => {
  const complaint = async (rule: object) => {
    const folder = tempProject({
      "main.ts": readFileSync("test/firmware/unsafe-kettle.ts", "utf8"),
      "main.policy.json": JSON.stringify({ for: "5s", safety: [rule] }, null, 1),
    });
    const appliance = applianceAt(join(folder, "main.ts"));
    try {
      checkAppliance(appliance, await loadPolicy(appliance), { ...AS_DECLARED, explore: 0 });
    } catch (error) {
      return (error as Error).message;
    }
    return null;
  };

  it.each([
    [
      { actuator: "relay", offWithin: "soon", of: ["reset"] },
      /"safety\.0\.offWithin" is "soon".* a duration such as/,
    ],
    [{ actuator: "relay", offWithin: "5s", of: [] }, /it names no fault\. Faults are: on, reset, cutPower/],
    [
      { actuator: "relay", offWithin: "5s", of: ["rest"] },
      /there is no fault "rest"\..*Did you mean "reset"\?/,
    ],
    [{ actuator: "relay", offWithin: "5s", of: ["unplug"] }, /it is written like "unplug temperature"/],
    [
      { actuator: "relay", offWithin: "5s", of: ["set temperature hot"] },
      /written like "set temperature 130"/,
    ],
    [{ actuator: "relay", offWithin: "5s", of: ["reset", "reset"] }, /"reset" is named twice/],
    [{ actuator: "relais", offWithin: "5s", of: ["reset"] }, /uses no "relais"\..*Did you mean "relay"\?/],
    [
      { actuator: "relay", offWithin: "5s", of: ["unplug thermometer"] },
      /uses no "thermometer"\. It uses: .*temperature/,
    ],
    [{ actuator: "relay", offWithn: "5s", of: ["reset"] }, /has no "offWithin"/],
  ])("is refused with what is wrong and what it can be: %j", async (rule, words) => {
    expect(await complaint(rule)).toMatch(words);
  });

  it("is none of those on the page, which lists every fault", () => {
    const page = readFileSync("docs/safety.md", "utf8");
    for (const { form } of Object.values(FAULTS)) {
      expect(page).toContain(`| \`${form}\``);
      expect(isFault(faultOf(form))).toBe(true);
    }
  });
});
