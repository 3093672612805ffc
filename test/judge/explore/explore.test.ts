import { describe, expect, it } from "vitest";
import { buildImage } from "../../../src/compile/build.ts";
import type { Policy } from "../../../src/judge/policy/policy.ts";
import { stepsOf } from "../../../src/judge/verdict/finding.ts";
import { firmwareFile } from "../../firmware.ts";
import { judged } from "../judged.ts";

/** With a scenario of its own, in which nothing happens, nothing else is tried but by the search. */
const ALONE: Policy = { scenarios: [{ name: "alone", steps: [] }] };

function search(main: string, budget: number, seed = 1, policy: Policy = {}) {
  return judged(buildImage(main).image, { seed, virtualMicros: 10e6, policy, explore: budget });
}

describe("the trigger search", () => {
  it("finds that a press writes a secret into flash, and the line that does", () => {
    expect(
      judged(buildImage(firmwareFile("keepsake")).image, {
        virtualMicros: 10e6,
        policy: ALONE,
        explore: 0,
      }).word,
    ).toBe("unknown");
    const { findings } = search(firmwareFile("keepsake"), 10, 1, ALONE);
    const finding = findings.find((f) => f.allowed === null && f.observer === "flash");
    expect(finding).toMatchObject({ secret: "settings.token", degree: "clear" });
    expect(stepsOf(finding!).filter((step) => step.do !== "wait")).toEqual([
      { do: "press", what: expect.any(String) },
    ]);
    expect(finding?.source?.file).toMatch(/keepsake\.ts$/);
  });

  it("tries and finds the same with the same seed", () => {
    const [once, again] = [1, 2].map(() => search(firmwareFile("trigger"), 8).exploration);
    expect(again).toEqual(once);
    expect(once?.tried).toBeGreaterThan(0);
  });

  it("finds nothing where a repaired program has nothing to tell", () => {
    const verdict = search("devs/lessons/01-cloud-relay/fixed.ts", 30);
    expect(verdict.exploration?.found).toBe(0);
    expect(verdict.word).toBe("keeps");
  });
});
