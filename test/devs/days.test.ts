import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Scenario } from "../../sim/home/scenario.ts";
import { findAppliances } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";

const FOLDER = "devs/appliances";
const DAY_MICROS = 24 * 3_600 * 1e6;
/** A day is lived through five times or more. */
const SOAK = process.env.TIGHTLIP_SOAK === "1";

describe.each(readdirSync(FOLDER))("a day of the %s", (name) => {
  const [day] = findAppliances(join(FOLDER, name, "day.ts"));

  it("has 24 hours in which WiFi goes, a server fails, the current is cut, it is updated and given away", async () => {
    const { policy } = await loadPolicy(day);
    const { steps } = policy.scenarios![0];

    expect(new Scenario("day", steps).lengthMicros).toBeGreaterThanOrEqual(DAY_MICROS);
    const happens = steps.map((step) => step.do);
    for (const fault of ["loseWifi", "trouble", "cutPower", "update", "factoryReset", "handOver"])
      expect(happens).toContain(fault);
  });

  it.runIf(SOAK)("shows none of its credentials", { timeout: 900_000 }, async () => {
    const { report } = checkAppliance(day, await loadPolicy(day), AS_DECLARED);
    if (report.kind !== "firmware") throw new Error(report.message);

    expect(report.expected?.problems).toEqual([]);
    expect(report.verdict.virtualMicros).toBeGreaterThanOrEqual(DAY_MICROS);
  });
});
