/** The check of one firmware as a job: plain data in and out, so that any thread can do it. */
import type { VmModule } from "../../sim/device/vm.ts";
import type { InputRecord } from "../compile/inputs.ts";
import type { SecretSpec } from "../judge/policy/policy.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import type { Appliance } from "../subjects/appliance.ts";
import type { PolicyData } from "../subjects/policy-data.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { type Judged, judged } from "../subjects/unknown-secrets.ts";
import type { Processors } from "../work/processors.ts";
import type { VerdictKey } from "../work/verdict-cache.ts";
import { type ApplianceRequest, checkAppliance, type Followers } from "./check-appliance.ts";

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
  /** Number of the loading of policies: programs of an earlier one may be others now. */
  readonly loading: number;
  /** The VM, compiled once for all threads. */
  readonly vm: VmModule;
  /** Processors of all checks, and the memory in which those in use are counted. */
  readonly processors: Pick<Processors, "all" | "buffer">;
}

/** Plain data without any secret. */
export interface CheckJobResult {
  readonly report: FirmwareReport | UnbuiltReport;
  /** Null when it did not build. */
  readonly judged: Judged | null;
  /** A line each. */
  readonly warnings: readonly string[];
}

/** One check: a firmware, its policy with functions that can be called, and what is asked. */
export interface CheckOf {
  readonly appliance: Appliance;
  readonly loaded: LoadedPolicy;
  readonly request: ApplianceRequest;
}

/** Result of a job, and everything that its build looked at; null when it did not build. */
export interface DoneCheck {
  readonly result: CheckJobResult;
  readonly inputs: InputRecord | null;
}

/** Throws a UserError for bad usage. */
export function doCheck(
  { appliance, loaded, request }: CheckOf,
  secrets: readonly SecretSpec[],
  followers: Pick<Followers, "on" | "ahead">,
): DoneCheck {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const { report, image, inputs } = checkAppliance(appliance, loaded, request, { warn, ...followers });
  const isBuilt = report.kind === "firmware" && image !== null;
  const facts = isBuilt ? judged(image, report.verdict, secrets) : null;
  return { result: { report, judged: facts, warnings }, inputs };
}
