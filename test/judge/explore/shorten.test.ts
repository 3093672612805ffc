import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import { eventsOf, shortened } from "../../../src/judge/explore/shorten.ts";

const wait = (seconds: number): Step => ({ do: "wait", for: `${seconds}s` });
const press = (what: string): Step => ({ do: "press", what });
const story = (...steps: Step[]): ScenarioData => ({ name: "a day", steps });
const presses = (scenario: ScenarioData) =>
  scenario.steps.flatMap((step) => (step.do === "press" ? [step.what] : []));

describe("a scenario in which something shows", () => {
  it("loses what has nothing to do with it, and waits as long as before", () => {
    const day = story(wait(1), press("a"), wait(2), press("b"), wait(3), press("c"), wait(4));
    const short = shortened(day, (shorter) => presses(shorter).includes("b"));
    expect(short.steps).toEqual([wait(3), press("b")]);
  });

  it("stays as it is when all of it is needed", () => {
    const day = story(press("a"), wait(1), press("b"));
    expect(shortened(day, (shorter) => presses(shorter).length === 2)).toBe(day);
  });

  it("may come down to nothing", () => {
    expect(shortened(story(press("a"), wait(1), press("b")), () => true).steps).toEqual([]);
  });

  it("still shows it, and keeps only what it needs, wherever that stands", () => {
    const day = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (names, x, y) => {
        const shows = (s: ScenarioData) => [x, y].every((n) => presses(s).includes(String(n)));
        const scenario = story(...names.flatMap((n) => [press(String(n)), wait(1)]));
        fc.pre(shows(scenario));
        const short = shortened(scenario, shows);
        expect(shows(short)).toBe(true);
        expect(eventsOf(short.steps)).toBe(new Set([x, y]).size);
      }),
    );
  });
});
