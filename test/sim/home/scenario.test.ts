import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadScenario, Scenario, scenario } from "../../../sim/home/scenario.ts";
import { firmware, run } from "../../firmware.ts";
import { TRIES } from "../../soak.ts";

const EVENING = scenario("an evening")
  .provision()
  .wait("30s")
  .press("button")
  .press("button 2", "2s")
  .turn("rotary encoder", -3)
  .set("thermometer", 21.5)
  .write("lightBulb", "brightness", 0.5)
  .readSetting("mode")
  .writeSetting("mode", { fan: [1, null] })
  .emit("motion", "movement")
  .emit("button", "up", 700)
  .unplug("button")
  .plug("button")
  .reply("cloud.example", "{}", { status: 500, times: 2, headers: { "x-mode": "eco" } })
  .trouble("*", "silent")
  .trouble("*", null)
  .poison("cloud.example", "198.51.100.7")
  .publish("a/b", "on", true)
  .cloudMessage("order", [true, null])
  .loseWifi("20s")
  .restoreWifi()
  .signal(-80)
  .neighbour("Cafe", { dbm: -70 })
  .loseMessages(0.25)
  .wait("500ms")
  .cutPower()
  .cutPower({ atWrite: 3, tear: 0.25 })
  .brownOut(3, "400ms")
  .reset()
  .forget()
  .factoryReset()
  .update()
  .handOver()
  .jumpClock("24h")
  .stressMemory()
  .holdMemory(1_024)
  .noise(0.1);

describe("a scenario", () => {
  it("written with the builder is plain data that comes back from a file", () => {
    const data = JSON.parse(JSON.stringify(EVENING));

    expect(Object.keys(data)).toEqual(["name", "steps"]);
    expect(Scenario.from(data)).toEqual(EVENING);
    expect(data.steps.slice(0, 4)).toEqual([
      { do: "provision" },
      { do: "wait", for: "30s" },
      { do: "press", what: "button" },
      { do: "press", what: "button 2", for: "2s" },
    ]);
  });

  it("lasts as long as its waits", () => {
    expect(EVENING.lengthMicros).toBe(30_500_000);
  });

  it("grows by new scenarios: the one before stays as it was", () => {
    const morning = scenario("morning").wait("1s");
    morning.press("button");

    expect(morning.steps).toEqual([{ do: "wait", for: "1s" }]);
  });

  it.each([
    [null, 'a scenario has a "name" and a list of "steps"'],
    [{ name: "x" }, 'a scenario has a "name" and a list of "steps"'],
    [{ name: "x", steps: ["wait"] }, 'step 1 of scenario "x": it has no "do"'],
    [
      { name: "x", steps: [{ do: "wait", for: "1s" }, { do: "wait" }] },
      'step 2 of scenario "x": "for" of "wait" must be a time',
    ],
    [
      { name: "x", steps: [{ do: "wait", for: "soon" }] },
      '"for" of "wait" must be a time such as 500ms, 30s or 5m',
    ],
    [{ name: "x", steps: [{ do: "pres", what: "button" }] }, 'there is no "pres"'],
    [{ name: "x", steps: [{ do: "toString" }] }, 'there is no "toString"'],
    [{ name: "x", steps: [{ do: "press", what: "" }] }, '"what" of "press" must be a text'],
    [{ name: "x", steps: [{ do: "press", what: "button", log: "5s" }] }, '"press" has no "log"'],
    [
      { name: "x", steps: [{ do: "trouble", host: "a", trouble: "meteor" }] },
      '"trouble" of "trouble" must be null or one of',
    ],
    [
      { name: "x", steps: [{ do: "signal", dbm: 3 }] },
      '"dbm" of "signal" must be a whole number from -120 to 0',
    ],
    [
      { name: "x", steps: [{ do: "writeSetting", key: "a", value: null }] },
      '"value" of "writeSetting" must be a text, number, true, false, list or object',
    ],
    [
      { name: "x", steps: [{ do: "reply", host: "a", headers: { "x-mode": "eco\r\nx-more: 1" } }] },
      '"headers" of "reply" must be names of headers, each with a text of one line',
    ],
    [{ name: "x", steps: [{ do: "noise", share: 2 }] }, '"share" of "noise" must be a number from 0 to 1'],
    [
      { name: "x", steps: [{ do: "brownOut", times: 0, every: "1s" }] },
      '"times" of "brownOut" must be a whole number above 0',
    ],
  ])("that is wrong is refused in one line that names the step: %j", (data, message) => {
    const load = () => Scenario.from(data);

    expect(load).toThrow(BadScenario);
    expect(load).toThrow(message);
    expect(load).not.toThrow("\n");
  });

  it("is refused as soon as the builder is given a step that cannot be", () => {
    expect(() => scenario("x").wait("1s").noise(1.5)).toThrow('step 2 of scenario "x": "share" of "noise"');
  });

  it("made of anything at all is accepted or refused, nothing else", () => {
    const names = fc.constantFrom(...new Set(EVENING.steps.map((step) => step.do)));
    const fields = fc.constantFrom(
      "for",
      "what",
      "to",
      "host",
      "share",
      "times",
      "every",
      "topic",
      "payload",
      "by",
      "tear",
    );
    const step = fc
      .tuple(names, fc.dictionary(fields, fc.oneof(fc.constantFrom("1s", "button"), fc.anything())))
      .map(([name, rest]) => ({ do: name, ...rest }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ name: fc.string(), steps: fc.array(fc.oneof(step, fc.anything())) }),
        ),
        (data) => {
          try {
            Scenario.from(data);
          } catch (error) {
            expect(error).toBeInstanceOf(BadScenario);
          }
        },
      ),
      { numRuns: TRIES },
    );
  });

  it("that names what the firmware never asked for says what there is", () => {
    const play = () =>
      run(firmware("stock/src/main"), 5, { scenario: scenario("x").wait("3s").press("doorbell") });

    expect(play).toThrow(BadScenario);
    expect(play).toThrow(/no "doorbell" on the bus.*button/i);
  });
});
