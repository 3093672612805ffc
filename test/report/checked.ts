/** Firmware that was checked, for tests of what is said about it. */

import type { FormatName } from "../../src/report/format-names.ts";
import { RENDERERS } from "../../src/report/formats.ts";
import type { ReportContext } from "../../src/report/report.ts";
import { ReportedFirmware } from "../../src/report/reported-firmware.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, type CheckedAppliance, checkAppliance } from "../../src/tasks/check.ts";

export const CONTEXT = { version: "1.2.3", seed: 1, stale: null };

/** `main` is a firmware's entry; its policy counts. For four virtual seconds. */
export async function checked(main: string): Promise<CheckedAppliance> {
  const appliance = applianceAt(main);
  return checkAppliance(appliance, await loadPolicy(appliance), {
    ...AS_DECLARED,
    seed: CONTEXT.seed,
    virtualMicros: 4_000_000,
  });
}

/** One report on several firmwares. */
export function rendered(
  format: FormatName,
  results: readonly CheckedAppliance[],
  context: ReportContext = CONTEXT,
): string {
  return RENDERERS[format](
    results.map((result) => new ReportedFirmware(result, CONTEXT.seed)),
    context,
  );
}
