import { describe, expect, it } from "vitest";
import { buildImage } from "../../../src/compile/build.ts";
import { loadVmModule } from "../../../src/devicescript.ts";
import { check } from "../../../src/judge/verdict/check.ts";
import { nodeCrypto } from "../../../src/world-crypto.ts";
import { firmwareFile } from "../../firmware.ts";

function search(main: string, budget: number, seed = 1) {
  const options = { vm: loadVmModule(), crypto: nodeCrypto, seed, virtualMicros: 10e6, policy: {} };
  return check(buildImage(main).image, { ...options, explore: budget });
}

describe("the trigger search", () => {
  it("finds that a press writes a secret into flash, and the line that does", () => {
    expect(
      check(buildImage(firmwareFile("keepsake")).image, {
        vm: loadVmModule(),
        crypto: nodeCrypto,
        seed: 1,
        virtualMicros: 10e6,
        policy: {},
      }).word,
    ).toBe("keeps");
    const { findings } = search(firmwareFile("keepsake"), 10);
    const finding = findings.find((f) => f.release === null && f.observer === "flash");
    expect(finding).toMatchObject({ secret: "settings.token", degree: "clear" });
    expect(finding?.scenario.steps.filter((step) => step.do !== "wait")).toEqual([
      { do: "press", what: expect.any(String) },
    ]);
    expect(finding?.source?.file).toMatch(/keepsake\.ts$/);
  });

  it("tries and finds the same with the same seed", () => {
    const [once, again] = [1, 2].map(() => search(firmwareFile("trigger"), 8).exploration);
    expect(again).toEqual(once);
    expect(once?.tried).toBeGreaterThanOrEqual(8);
  });

  it("finds nothing where a repaired program has nothing to tell", () => {
    const verdict = search("devs/lessons/01-cloud-relay/fixed.ts", 30);
    expect(verdict.exploration?.scenarios).toEqual([]);
    expect(verdict.word).toBe("keeps");
  });
});
