/** Builds a firmware, judges it, and holds the verdict against what its policy expects. */

import { parseDuration } from "../../sim/duration.ts";
import type { Image } from "../../sim/image.ts";
import { BadScenario, type ScenarioData } from "../../sim/scenario.ts";
import { UnknownBoard } from "../build/board.ts";
import { buildImage } from "../build/build.ts";
import { BuildFailed } from "../build/build-failed.ts";
import { findProject } from "../build/project.ts";
import { CorruptImage, check, type Observation, observe, type Verdict } from "../judge/check.ts";
import type { Finding } from "../judge/finding.ts";
import type { Policy } from "../judge/policy.ts";
import { IDLE } from "../judge/runner.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import { EXIT_NOT_BUILT, EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import type { Appliance } from "./appliance.ts";
import type { KnownLeak } from "./baseline.ts";
import { wrongField } from "./definition-file.ts";
import { unexpected } from "./expected.ts";
import type { LoadedPolicy } from "./policy-file.ts";
import { refuseUnknownSecrets } from "./unknown-secrets.ts";

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

/** Exit codes of `tightlip check`, over all appliances (design.md, "Exit codes"). */
export const EXIT_LEAKS = 1;
export const EXIT_UNKNOWN = 4;

/** Throws a UserError for bad usage; a firmware that does not build is a result. */
export function checkAppliance(
  appliance: Appliance,
  loaded: LoadedPolicy,
  request: CheckRequest,
): CheckedAppliance {
  const { policy } = loaded;
  const { main } = findProject(appliance.main);
  const virtualMicros = request.virtualMicros ?? parseDuration(policy.for ?? DEFAULT_RUN)!;
  const { seed, scenario, explore } = request;
  const first = scenario ?? policy.scenarios?.[0] ?? IDLE;
  const about = { appliance, main, policy, scenario: first, known: NONE };
  try {
    const board = request.board ?? policy.board ?? null;
    const { image, board: identity } = buildImage(appliance.main, { warn: request.warn, board });
    const vm = loadMeteredVmModule();
    const world = { vm, crypto: nodeCrypto, identity, seed, virtualMicros, policy };
    const verdict = check(image, { ...world, scenario, explore });
    refuseUnknownSecrets(image, verdict, loaded);
    const problems = policy.expected === undefined ? null : unexpected(image, verdict, policy.expected);
    const rerun = (again = first) => observe(image, { ...world, scenario: again });
    return { ...about, image, verdict, failure: null, rerun, problems };
  } catch (error) {
    if (error instanceof UnknownBoard && request.board === null)
      throw wrongField(loaded.fileOf("board"), ["board"], error.message);
    const failure = asBuildFailure(appliance.main, error);
    const problems = policy.expected === undefined ? null : ["it did not build"];
    return { ...about, image: null, verdict: null, failure, rerun: null, problems };
  }
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

/** Leaks that no baseline accepts, or accepts no longer. */
export function newLeaks({ verdict, known }: CheckedAppliance): Finding[] {
  return (verdict?.findings ?? []).filter((f) => f.release === null && known.get(f)?.expired !== false);
}

/** It leaks, and a baseline accepts every leak. */
export function isAccepted(result: CheckedAppliance): boolean {
  return result.verdict?.word === "leaks" && newLeaks(result).length === 0;
}

function asBuildFailure(main: string, error: unknown): UserError {
  if (error instanceof BadScenario) throw new UserError(`${main}: ${error.message}`, EXIT_USAGE);
  if (error instanceof BuildFailed) return error;
  if (error instanceof CorruptImage) return new UserError(`${main}: ${error.message}`, EXIT_NOT_BUILT);
  throw error;
}
