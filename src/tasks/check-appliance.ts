/** Builds a firmware, judges it, and holds the verdict against what its policy expects. */

import type { Image } from "../../sim/device/image.ts";
import { UnknownBoard } from "../compile/board.ts";
import { type BuildResult, buildImage } from "../compile/build.ts";
import type { InputRecord } from "../compile/inputs.ts";
import { findProject } from "../compile/project.ts";
import type { CheckProgress } from "../judge/verdict/check.ts";
import type { Observation } from "../judge/verdict/observe.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { wrongField } from "../subjects/definitions/definition-file.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { refuseUnknownParts } from "../subjects/unknown-parts.ts";
import { refuseUnknownSecrets } from "../subjects/unknown-secrets.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { type ApplianceRequest, judge, observeFirst, type Tools, unbuilt } from "./judge.ts";

export { type ApplianceRequest, AS_DECLARED } from "./judge.ts";

/** Followers of a check, and helpers. */
export interface Followers {
  /** Takes a line without any secret. */
  readonly warn?: (message: string) => void;
  readonly on?: (progress: CheckProgress) => void;
  /** Does runs side by side. */
  readonly ahead?: Tools["ahead"];
}

/** Plain data: it survives structuredClone. */
export interface CheckedAppliance {
  readonly report: FirmwareReport | UnbuiltReport;
  /** Null when it did not build. It may hold credentials, so no report has it. */
  readonly image: Image | null;
  /** Everything that its build looked at; null when it did not build. */
  readonly inputs: InputRecord | null;
}

/** Throws a UserError for bad usage; a firmware that does not build is a result. */
export function checkAppliance(
  appliance: Appliance,
  loaded: LoadedPolicy,
  request: ApplianceRequest,
  { warn, on, ahead }: Followers = {},
): CheckedAppliance {
  try {
    const built = buildAppliance(appliance, loaded, request, warn);
    const { image, inputs } = built;
    return { report: checkBuilt(appliance, loaded, built, request, { on, ahead }), image, inputs };
  } catch (error) {
    if (error instanceof UnknownBoard && request.board === null)
      throw wrongField(loaded.fileOf("board"), ["board"], error.message);
    const main = () => findProject(appliance.main).main;
    return { report: unbuilt(appliance, main, loaded.policy, error), image: null, inputs: null };
  }
}

/** Throws UserErrors, of which {@link BuildFailed} is one. */
export function buildAppliance(
  { main }: Appliance,
  { policy }: LoadedPolicy,
  { board }: Pick<ApplianceRequest, "board">,
  warn?: (message: string) => void,
): BuildResult {
  return buildImage(main, { warn, board: board ?? policy.board ?? null });
}

/** Judges what is built. Throws a UserError for a policy that does not fit it, CorruptImage and BadScenario. */
export function checkBuilt(
  appliance: Appliance,
  loaded: LoadedPolicy,
  built: BuildResult,
  request: ApplianceRequest,
  { on, ahead }: Pick<Followers, "on" | "ahead"> = {},
): FirmwareReport {
  const report = judge({ ...nodeTools(), ahead }, appliance, loaded.policy, built, request, on);
  refuseUnknownSecrets(built.image, report.verdict, loaded);
  refuseUnknownParts(report.verdict, loaded);
  return report;
}

/** The first run of a check, and its twin in which all secrets have other values. Throws CorruptImage and BadScenario. */
export function observeBuilt(
  { policy }: LoadedPolicy,
  built: BuildResult,
  request: Pick<ApplianceRequest, "seed" | "virtualMicros" | "scenario">,
): readonly [Observation, Observation] {
  return observeFirst(nodeTools(), policy, built, request);
}

/** Tools of a check on Node. */
export function nodeTools(): Tools {
  return { vm: loadMeteredVmModule(), crypto: nodeCrypto };
}
