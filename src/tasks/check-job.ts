/** The check of one firmware as a job: plain data in and out, so that any thread can do it. */
import type { VmModule } from "../../sim/device/vm.ts";
import type { SecretSpec } from "../judge/policy/policy.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import type { Appliance } from "../subjects/appliance.ts";
import type { PolicyData } from "../subjects/policy-data.ts";
import { type Judged, judged } from "../subjects/unknown-secrets.ts";
import type { VerdictKey } from "../work/verdict-cache.ts";
import type { ApplianceRequest, CheckedAppliance } from "./check-appliance.ts";

export interface CheckJob {
  readonly appliance: Appliance;
  readonly policy: PolicyData;
  readonly request: ApplianceRequest;
  /** Key under which the result is kept; null to keep nothing. */
  readonly key: VerdictKey | null;
  /** Secrets of the project's config. */
  readonly secrets: readonly SecretSpec[];
  /** Working folder of the policy's program. */
  readonly cwd: string;
  /** The VM, compiled once for all threads. */
  readonly vm: VmModule;
}

/** Plain data without any secret. */
export interface CheckJobResult {
  readonly report: FirmwareReport | UnbuiltReport;
  /** Null when it did not build. */
  readonly judged: Judged | null;
  /** A line each. */
  readonly warnings: readonly string[];
}

export function jobResult(
  { report, image }: Pick<CheckedAppliance, "report" | "image">,
  secrets: readonly SecretSpec[],
  warnings: readonly string[],
): CheckJobResult {
  const isBuilt = report.kind === "firmware" && image !== null;
  return { report, judged: isBuilt ? judged(image, report.verdict, secrets) : null, warnings };
}
