/** Builds a firmware, judges it, and holds the verdict against what its policy expects. */

import type { Image } from "../../sim/device/image.ts";
import { BadScenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import { UnknownBoard } from "../compile/board.ts";
import { type BuildResult, buildImage } from "../compile/build.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import { findProject } from "../compile/project.ts";
import { EXIT_LEAKS, EXIT_NOT_BUILT, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { check, type Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { type Observation, observe, observeTwins } from "../judge/verdict/observe.ts";
import { IDLE } from "../judge/verdict/runner.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import type { KnownLeak } from "../report/baseline.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { wrongField } from "../subjects/definition-file.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { CorruptImage, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { refuseUnknownSecrets } from "../subjects/unknown-secrets.ts";
import { UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { unexpected } from "./expected.ts";

/** Virtual time of a run where neither the command nor the policy says otherwise. */
export const DEFAULT_RUN = "60s";

export interface CheckRequest {
  readonly seed: number;
  /** Virtual time of each run; null for the policy's, else {@link DEFAULT_RUN}. */
  readonly virtualMicros: number | null;
  readonly board: string | null;
  /** Default: the owner sets the device up and does nothing more. */
  readonly scenario: ScenarioData | undefined;
  /** Further scenarios to try in search of a trigger; undefined for none. */
  readonly explore: number | undefined;
  readonly warn: (message: string) => void;
}

/** What the policy says, and nothing more. */
export const AS_DECLARED: CheckRequest = {
  seed: 1,
  virtualMicros: null,
  board: null,
  scenario: undefined,
  explore: undefined,
  warn: () => {},
};

export interface CheckedAppliance {
  readonly appliance: Appliance;
  /** Its entry, relative to the project's root. */
  readonly main: string;
  readonly policy: Policy;
  /** Null when it did not build; then `failure` says why. */
  readonly image: Image | null;
  readonly verdict: Verdict | null;
  readonly failure: UserError | null;
  /** What happens in its first run. */
  readonly scenario: ScenarioData;
  /** Does a run of its again, by default the first, for whoever wants to see what was sent; null when it did not build. */
  readonly rerun: ((scenario?: ScenarioData) => Observation) | null;
  /** Leaks that a baseline knows; none without one. */
  readonly known: ReadonlyMap<Finding, KnownLeak>;
  /** Differences from what the policy expects; null when it expects nothing. */
  readonly problems: readonly string[] | null;
}

const NONE: ReadonlyMap<Finding, KnownLeak> = new Map();

/** Throws a UserError for bad usage; a firmware that does not build is a result. */
export function checkAppliance(
  appliance: Appliance,
  loaded: LoadedPolicy,
  request: CheckRequest,
): CheckedAppliance {
  const { policy } = loaded;
  const { main } = findProject(appliance.main);
  try {
    return checkBuilt(appliance, loaded, buildAppliance(appliance, loaded, request), request);
  } catch (error) {
    if (error instanceof UnknownBoard && request.board === null)
      throw wrongField(loaded.fileOf("board"), ["board"], error.message);
    const failure = asBuildFailure(appliance.main, error);
    const problems = policy.expected === undefined ? null : ["it did not build"];
    const about = { appliance, main, policy, scenario: firstOf(policy, request), known: NONE };
    return { ...about, image: null, verdict: null, failure, rerun: null, problems };
  }
}

/** Throws UserErrors, of which {@link BuildFailed} is one. */
export function buildAppliance(
  { main }: Appliance,
  { policy }: LoadedPolicy,
  { board, warn }: Pick<CheckRequest, "board" | "warn">,
): BuildResult {
  return buildImage(main, { warn, board: board ?? policy.board ?? null });
}

/** Judges what is built. Throws a UserError for a policy that does not fit it, CorruptImage and BadScenario. */
export function checkBuilt(
  appliance: Appliance,
  loaded: LoadedPolicy,
  built: BuildResult,
  request: CheckRequest,
): CheckedAppliance {
  const { policy } = loaded;
  const { image, main } = built;
  const { scenario, explore } = request;
  const subject = subjectOf(policy, built, request);
  const options = checkOptions(policy, request);
  const verdict = check(subject, { ...options, scenario, explore });
  refuseUnknownSecrets(image, verdict, loaded);
  const problems = policy.expected === undefined ? null : unexpected(image, verdict, policy.expected);
  const first = firstOf(policy, request);
  const rerun = (again = first) => observe(subject, { ...options, scenario: again });
  const about = { appliance, main, policy, scenario: first, known: NONE };
  return { ...about, image, verdict, failure: null, rerun, problems };
}

/** The first run of a check, and its twin in which all secrets have other values. Throws CorruptImage and BadScenario. */
export function observeBuilt(
  { policy }: LoadedPolicy,
  built: BuildResult,
  request: Pick<CheckRequest, "seed" | "virtualMicros" | "scenario">,
): readonly [Observation, Observation] {
  const scenario = firstOf(policy, request);
  return observeTwins(subjectOf(policy, built, request), { ...checkOptions(policy, request), scenario });
}

/** What happens in the first run. */
function firstOf(policy: Policy, { scenario }: Pick<CheckRequest, "scenario">): ScenarioData {
  return scenario ?? policy.scenarios?.[0] ?? IDLE;
}

/** Subject that the judge runs for a built firmware. Throws CorruptImage. */
export function subjectOf(
  { servers, stockWifiLog }: Policy,
  { image, board: identity }: Pick<BuildResult, "image" | "board">,
  { seed }: Pick<CheckRequest, "seed">,
): SimulatedAppliance {
  const vm = loadMeteredVmModule();
  return new SimulatedAppliance(image, { vm, crypto: nodeCrypto, seed, identity, servers, stockWifiLog });
}

/** Options of the judge where a request leaves them to the policy. */
export function checkOptions(
  policy: Policy,
  { seed, virtualMicros }: Pick<CheckRequest, "seed" | "virtualMicros">,
) {
  return {
    crypto: nodeCrypto,
    seed,
    virtualMicros: virtualMicros ?? parseDuration(policy.for ?? DEFAULT_RUN)!,
    policy,
  };
}

export function exitCode(results: readonly CheckedAppliance[]): number {
  const surprises = (r: CheckedAppliance) => r.problems !== null && r.problems.length > 0;
  if (
    results.some(
      (r) => r.failure === null && (surprises(r) || (r.problems === null && newLeaks(r).length > 0)),
    )
  ) {
    return EXIT_LEAKS;
  }
  if (results.some((r) => r.failure !== null)) return EXIT_NOT_BUILT;
  if (results.some((r) => r.problems === null && r.verdict?.word === "unknown")) return EXIT_UNKNOWN;
  return 0;
}

/** Part of a result that is looked at when leaks are counted. */
interface Counted extends Pick<CheckedAppliance, "known"> {
  readonly verdict: Pick<Verdict, "word" | "findings"> | null;
}

/** Leaks that no baseline accepts, or accepts no longer. */
export function newLeaks({ verdict, known }: Counted): Finding[] {
  return (verdict?.findings ?? []).filter((f) => f.allowed === null && known.get(f)?.expired !== false);
}

/** It leaks, and a baseline accepts every leak. */
export function isAccepted(result: Counted): boolean {
  return result.verdict?.word === "leaks" && newLeaks(result).length === 0;
}

function asBuildFailure(main: string, error: unknown): UserError {
  if (error instanceof BadScenario) throw new UserError(`${main}: ${error.message}`, EXIT_USAGE);
  if (error instanceof BuildFailed) return error;
  if (error instanceof CorruptImage) return new UserError(`${main}: ${error.message}`, EXIT_NOT_BUILT);
  throw error;
}
