/** Builds a firmware, judges it, and holds the verdict against what its policy expects. */

import { INSTANT } from "../../sim/device/cpu.ts";
import type { Image } from "../../sim/device/image.ts";
import { CHECK_WORK, WorkBudget } from "../../sim/engine/budget.ts";
import { BadScenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import { UnknownBoard } from "../compile/board.ts";
import { type BuildResult, buildImage } from "../compile/build.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import type { InputRecord } from "../compile/inputs.ts";
import { findProject } from "../compile/project.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { SEARCH_TRIES } from "../judge/explore/search-tries.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { type CheckProgress, check } from "../judge/verdict/check.ts";
import { IDLE } from "../judge/verdict/idle.ts";
import { type Observation, observeTwins, Rerun } from "../judge/verdict/observe.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import { firmwareReport } from "../report/firmware-report.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { wrongField } from "../subjects/definitions/definition-file.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { CorruptImage, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { refuseUnknownSecrets } from "../subjects/unknown-secrets.ts";
import { UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { unexpected } from "./expected.ts";

/** Virtual time of a run where neither the command nor the policy says otherwise. */
const DEFAULT_RUN = "60s";

export interface ApplianceRequest {
  readonly seed: number;
  /** Virtual time of each run; null for the policy's, else {@link DEFAULT_RUN}. */
  readonly virtualMicros: number | null;
  readonly board: string | null;
  /** Null for the policy's, else the owner sets the device up and does nothing more. */
  readonly scenario: ScenarioData | null;
  /** Further scenarios to try in search of a trigger; null for those that are part of every check. */
  readonly explore: number | null;
  /** Share of the branches that must have run for `keeps`; null for the policy's. */
  readonly require: string | null;
  /** Times the work that a check may do by default. */
  readonly work: number;
  /** Do runs again, to show what was sent. */
  readonly evidence: boolean;
  /** Null trusts the checkout; replay commands say so otherwise. */
  readonly untrusted: Untrusted | null;
}

/** Check request as the policy declares it, and nothing more. */
export const AS_DECLARED: ApplianceRequest = {
  seed: 1,
  virtualMicros: null,
  board: null,
  scenario: null,
  explore: null,
  require: null,
  work: 1,
  evidence: false,
  untrusted: null,
};

/** Callbacks while a firmware is checked. */
export interface Followers {
  /** Takes a line without any secret. */
  readonly warn?: (message: string) => void;
  readonly on?: (progress: CheckProgress) => void;
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
  { warn, on }: Followers = {},
): CheckedAppliance {
  try {
    const built = buildAppliance(appliance, loaded, request, warn);
    const { image, inputs } = built;
    return { report: checkBuilt(appliance, loaded, built, request, on), image, inputs };
  } catch (error) {
    if (error instanceof UnknownBoard && request.board === null)
      throw wrongField(loaded.fileOf("board"), ["board"], error.message);
    return { report: unbuiltReport(appliance, loaded, error), image: null, inputs: null };
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
  { name, main: target }: Appliance,
  loaded: LoadedPolicy,
  built: BuildResult,
  request: ApplianceRequest,
  on?: (progress: CheckProgress) => void,
): FirmwareReport {
  const { policy } = loaded;
  const { image, main } = built;
  const { seed, explore } = request;
  const options = checkOptions(policy, request);
  const subject = subjectOf(policy, built, request, new WorkBudget(workOf(policy, request, options)));
  const scenario = request.scenario === null ? undefined : plainScenario(request.scenario);
  const verdict = check(subject, {
    ...options,
    on,
    scenario,
    explore: explore ?? undefined,
    require: request.require ?? undefined,
  });
  refuseUnknownSecrets(image, verdict, loaded);
  // Runs that are only shown have their own bounds: the budget of the check may be spent.
  const shown = request.evidence ? subjectOf(policy, built, request) : subject;
  const { coverage } = subject;
  const { expected: wanted } = policy;
  const expected =
    wanted === undefined ? null : { verdict: wanted.verdict, problems: unexpected(image, verdict, wanted) };
  return firmwareReport(
    { name, main, target, image, policy, seed, verdict, coverage, expected, untrusted: request.untrusted },
    request.evidence
      ? {
          first: firstOf(policy, request),
          cpu: shown.program.cpu ?? INSTANT,
          again: (scenario, circumstances) => new Rerun(shown, { ...options, scenario, circumstances }),
        }
      : null,
  );
}

/** The first run of a check, and its twin in which all secrets have other values. Throws CorruptImage and BadScenario. */
export function observeBuilt(
  { policy }: LoadedPolicy,
  built: BuildResult,
  request: Pick<ApplianceRequest, "seed" | "virtualMicros" | "scenario">,
): readonly [Observation, Observation] {
  const scenario = firstOf(policy, request);
  return observeTwins(subjectOf(policy, built, request), { ...checkOptions(policy, request), scenario });
}

/** The scenario without the methods by which it may have been made. */
function plainScenario({ name, steps }: ScenarioData): ScenarioData {
  return { name, steps };
}

/** Scenario of the first run. */
function firstOf(policy: Policy, { scenario }: Pick<ApplianceRequest, "scenario">): ScenarioData {
  return scenario ?? policy.scenarios?.[0] ?? IDLE;
}

/** Subject that the judge runs for a built firmware. Throws CorruptImage. */
export function subjectOf(
  { servers, stockWifiLog }: Policy,
  { image, board: identity }: Pick<BuildResult, "image" | "board">,
  { seed }: Pick<ApplianceRequest, "seed">,
  workBudget?: WorkBudget,
): SimulatedAppliance {
  const world = { vm: loadMeteredVmModule(), crypto: nodeCrypto, seed, identity, servers, stockWifiLog };
  return new SimulatedAppliance(image, { ...world, workBudget });
}

/** Units of work that a check may do. */
function workOf(
  { scenarios }: Policy,
  { work, explore }: Pick<ApplianceRequest, "work" | "explore">,
  { virtualMicros }: { readonly virtualMicros: number },
): number {
  const seconds = ((scenarios?.length ?? 1) * virtualMicros) / 1e6;
  const { atOnce, eachSecond, eachTry } = CHECK_WORK;
  return work * (atOnce + eachSecond * seconds + eachTry * (explore ?? SEARCH_TRIES));
}

/** Options of the judge where a request leaves them to the policy. */
export function checkOptions(
  policy: Policy,
  { seed, virtualMicros }: Pick<ApplianceRequest, "seed" | "virtualMicros">,
) {
  return {
    crypto: nodeCrypto,
    seed,
    virtualMicros: virtualMicros ?? parseDuration(policy.for ?? DEFAULT_RUN)!,
    untilTimersFired: virtualMicros === null && policy.for === undefined,
    policy,
  };
}

/** Throws the error again when it is something else than a firmware that does not build. */
function unbuiltReport(
  { name, main: target }: Appliance,
  { policy: { expected } }: LoadedPolicy,
  error: unknown,
): UnbuiltReport {
  if (error instanceof BadScenario) throw new UserError(`${target}: ${error.message}`, EXIT_USAGE);
  if (!(error instanceof BuildFailed) && !(error instanceof CorruptImage)) throw error;
  return {
    kind: "unbuilt",
    name,
    main: findProject(target).main,
    message: error instanceof CorruptImage ? `${target}: ${error.message}` : error.message,
    diagnostics: error instanceof BuildFailed ? error.diagnostics : [],
    expected:
      expected === undefined ? null : { verdict: expected.verdict, problems: [{ kind: "not built" }] },
  };
}
