/** Firmware that was checked, for tests of what is said about it. */
import { applianceAt } from "../../src/project/appliance.ts";
import { type CheckedAppliance, checkAppliance } from "../../src/project/check.ts";
import { loadPolicy } from "../../src/project/policy-file.ts";

export const CONTEXT = { version: "1.2.3", seed: 1, stale: null };

/** `main` is a firmware's entry; its policy counts. For four virtual seconds. */
export async function checked(main: string): Promise<CheckedAppliance> {
  const appliance = applianceAt(main);
  return checkAppliance(appliance, await loadPolicy(appliance), {
    seed: CONTEXT.seed,
    virtualMicros: 4_000_000,
    board: null,
    explore: undefined,
    scenario: undefined,
    warn: () => {},
  });
}
