import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Scenario, scenario } from "../../sim/home/scenario.ts";
import { spells } from "../../src/judge/safety/switching.ts";
import { play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const PIN = "4711-0815";

/** An appliance whose README has a picture of its states, and what the words of the picture stand for. */
interface Machine {
  readonly actuator: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Scenario up to each state. */
  readonly states: Readonly<Record<string, { readonly isOn: boolean; readonly reached: Scenario }>>;
  readonly events: Readonly<Record<string, (before: Scenario) => Scenario>>;
}

const start = scenario("at home").provision().wait("20s");
const RESTARTS: Machine["events"] = {
  "the board restarts": (s) => s.reset().wait("10s"),
  "the power fails": (s) => s.cutPower().wait("10s"),
  "the owner gives it away": (s) => s.factoryReset().wait("15s"),
};
const pressed = (s: Scenario) => s.press("button", "100ms").wait("3s");

const MACHINES: Readonly<Record<string, Machine>> = {
  kettle: {
    actuator: "relay",
    states: {
      Off: { isOn: false, reached: start },
      Heating: { isOn: true, reached: pressed(start) },
    },
    events: {
      ...RESTARTS,
      "button pressed": pressed,
      "98 °C": (s) => s.set("temperature", 98).wait("4s"),
      "105 °C and more: dry": (s) => s.set("temperature", 106).wait("4s"),
      "no reading for 3 s": (s) => s.unplug("temperature").wait("8s"),
      "5 minutes": (s) => s.stick("temperature").wait("301s"),
      "button pressed without thermometer": (s) =>
        s.unplug("temperature").wait("4s").press("button", "100ms").wait("9s"),
    },
  },
  "air-conditioner": {
    actuator: "relay",
    settings: { device_key: "5d41402abc4b2a76b9719d911017c592" },
    states: {
      Off: { isOn: false, reached: start },
      Cooling: { isOn: true, reached: start.set("temperature", 29).wait("5m") },
    },
    events: {
      "the board restarts": RESTARTS["the board restarts"],
      "the power fails": RESTARTS["the power fails"],
      "the owner gives it away": RESTARTS["the owner gives it away"],
      "button pressed": pressed,
      "warmer than wanted, 3 minutes after it stopped": (s) => s.set("temperature", 29).wait("5m"),
      "as cold as wanted": (s) => s.set("temperature", 17).wait("5m"),
      "no reading for 10 s": (s) => s.unplug("temperature").wait("15s"),
      "below 2 °C or above 60 °C: broken thermometer": (s) => s.set("temperature", 70).wait("4s"),
    },
  },
  "air-purifier": {
    actuator: "motor",
    states: {
      Off: { isOn: false, reached: pressed(start) },
      Blowing: { isOn: true, reached: start },
    },
    events: {
      "button pressed": pressed,
      "button pressed, 10 s after it stopped": (s) => s.wait("10s").press("button", "100ms").wait("12s"),
      "the board restarts": (s) => s.reset().wait("6s"),
      "the power fails": (s) => s.cutPower().wait("8s"),
      "10 s after a start": (s) => s.reset().wait("20s"),
      "the owner gives it away": RESTARTS["the owner gives it away"],
      "no reading for 30 s": (s) => s.unplug("airQualityIndex").wait("40s"),
    },
  },
  "door-lock": {
    actuator: "relay",
    settings: { pin: PIN },
    states: {
      Locked: { isOn: false, reached: start },
      Open: { isOn: true, reached: start.call("doorLock", "unlock", PIN).wait("1s") },
    },
    events: {
      ...RESTARTS,
      "the right code": (s) => s.call("doorLock", "unlock", PIN).wait("1s"),
      "a wrong code": (s) => s.call("doorLock", "unlock", "4711").wait("1s"),
      "5 s": (s) => s.wait("5s"),
      "lock, from inside": (s) => s.call("doorLock", "lock").wait("1s"),
    },
  },
  plug: {
    actuator: "relay",
    settings: { mqtt_pass: "open-sesame-42" },
    states: {
      Off: { isOn: false, reached: start },
      On: { isOn: true, reached: pressed(start) },
    },
    events: {
      ...RESTARTS,
      "button pressed": pressed,
      "order on": (s) => s.publish("plug/set", "on").wait("3s"),
      "order off": (s) => s.publish("plug/set", "off").wait("3s"),
      "more than 3 A": (s) => s.set("dcCurrentMeasurement", 3.1).wait("3s"),
      "no reading for 5 s": (s) => s.unplug("dcCurrentMeasurement").wait("10s"),
    },
  },
};

/** Transitions of the picture in a README: state, state, and the words at the arrow. */
function pictured(name: string): readonly (readonly [string, string, string])[] {
  const readme = readFileSync(`devs/appliances/${name}/README.md`, "utf8");
  const [, picture = ""] = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(readme) ?? [];
  return [...picture.matchAll(/^ *(\w+) --> (\w+): (.*)$/gm)].map(([, from, to, event]) => [from, to, event]);
}

describe.each(Object.entries(MACHINES))(
  "the picture of %s",
  (name, { actuator, settings, states, events }) => {
    const transitions = pictured(name);
    const isOn = (story: Scenario) => {
      const life = play(`devs/appliances/${name}/main.ts`, {
        scenario: story,
        home: HOME,
        settings,
        for: `${story.lengthMicros / 1e6}s`,
      });
      const last = spells({ events: life.events }, actuator).at(-1);
      return last !== undefined && last.toMicros === null;
    };

    it("has every state and every event that is known of it", () => {
      expect(new Set(transitions.flatMap((one) => one.slice(0, 2)))).toEqual(new Set(Object.keys(states)));
      expect(new Set(transitions.map(([, , event]) => event))).toEqual(new Set(Object.keys(events)));
    });

    it.each(transitions)("is what the firmware does: %s to %s, %s", (from, to, event) => {
      expect(isOn(states[from].reached)).toBe(states[from].isOn);
      expect(isOn(events[event](states[from].reached))).toBe(states[to].isOn);
    });
  },
);
