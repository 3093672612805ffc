/** Judges a built firmware, wherever that is done: on Node, or in a page. */
import { INSTANT } from "../../sim/device/cpu.ts";
import type { VmModule } from "../../sim/device/vm.ts";
import { CHECK_WORK, WorkBudget } from "../../sim/engine/budget.ts";
import { BadScenario, type ScenarioData } from "../../sim/home/scenario.ts";
import type { WorldCrypto } from "../../sim/radio/wpa.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import type { BuiltFirmware } from "../compile/image.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { SEARCH_TRIES } from "../judge/explore/search-tries.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { SAFETY_SEARCH_MICROS } from "../judge/safety/safety-check.ts";
import type { Subject } from "../judge/subject.ts";
import { type CheckProgress, check } from "../judge/verdict/check.ts";
import { IDLE } from "../judge/verdict/idle.ts";
import { type Observation, observeTwins, Rerun } from "../judge/verdict/observe.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import { firmwareReport } from "../report/firmware-report.ts";
import type { Appliance } from "../subjects/appliance.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { CorruptImage, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { UserError } from "../user-error.ts";
import { unexpected } from "./expected.ts";

/** Tools of a check that depend on where it is done. */
export interface Tools {
  /** The metered VM. */
  readonly vm: VmModule;
  readonly crypto: WorldCrypto;
  /** The same subject with runs side by side; default: one run after the other. */
  readonly ahead?: (subject: SimulatedAppliance) => JudgedSubject;
}

type JudgedSubject = Subject & Pick<SimulatedAppliance, "coverage">;

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

/** Judges what is built. Throws CorruptImage and BadScenario. */
export function judge(
  tools: Tools,
  { name, main: target }: Pick<Appliance, "name" | "main">,
  policy: Policy,
  built: Pick<BuiltFirmware, "image" | "main" | "board">,
  request: ApplianceRequest,
  on?: (progress: CheckProgress) => void,
): FirmwareReport {
  const { image, main } = built;
  const { seed, explore } = request;
  const options = judgeOptions(tools, policy, request);
  const budget = new WorkBudget(workOf(policy, request, options));
  const appliance = simulated(tools, policy, built, request, budget);
  const subject = tools.ahead?.(appliance) ?? appliance;
  const scenario = request.scenario === null ? undefined : plainScenario(request.scenario);
  const verdict = check(subject, {
    ...options,
    on,
    scenario,
    explore: explore ?? undefined,
    require: request.require ?? undefined,
  });
  // Runs that are only shown have their own bounds: the budget of the check may be spent.
  const shown = request.evidence ? simulated(tools, policy, built, request) : subject;
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
export function observeFirst(
  tools: Tools,
  policy: Policy,
  built: Pick<BuiltFirmware, "image" | "board">,
  request: Pick<ApplianceRequest, "seed" | "virtualMicros" | "scenario">,
): readonly [Observation, Observation] {
  const scenario = firstOf(policy, request);
  return observeTwins(simulated(tools, policy, built, request), {
    ...judgeOptions(tools, policy, request),
    scenario,
  });
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
export function simulated(
  { vm, crypto }: Pick<Tools, "vm" | "crypto">,
  { servers, stockWifiLog }: Policy,
  { image, board: identity }: Pick<BuiltFirmware, "image" | "board">,
  { seed }: Pick<ApplianceRequest, "seed">,
  workBudget?: WorkBudget,
): SimulatedAppliance {
  return new SimulatedAppliance(image, { vm, crypto, seed, identity, servers, stockWifiLog, workBudget });
}

/** Units of work that a check may do. */
function workOf(
  { scenarios, safety }: Policy,
  { work, explore }: Pick<ApplianceRequest, "work" | "explore">,
  { virtualMicros }: { readonly virtualMicros: number },
): number {
  const searched = (safety?.length ?? 0) * SAFETY_SEARCH_MICROS;
  const seconds = ((scenarios?.length ?? 1) * virtualMicros + searched) / 1e6;
  const { atOnce, eachSecond, eachTry } = CHECK_WORK;
  return work * (atOnce + eachSecond * seconds + eachTry * (explore ?? SEARCH_TRIES));
}

/** Options of the judge where a request leaves them to the policy. */
export function judgeOptions(
  { crypto }: Pick<Tools, "crypto">,
  policy: Policy,
  { seed, virtualMicros }: Pick<ApplianceRequest, "seed" | "virtualMicros">,
) {
  return {
    crypto,
    seed,
    virtualMicros: virtualMicros ?? parseDuration(policy.for ?? DEFAULT_RUN)!,
    untilTimersFired: virtualMicros === null && policy.for === undefined,
    policy,
  };
}

/**
 * The report on a firmware that does not build. Throws the error again when it is something else. `main`: entry, relative to the
 * project's root.
 */
export function unbuilt(
  { name, main: target }: Pick<Appliance, "name" | "main">,
  main: () => string,
  { expected }: Policy,
  error: unknown,
): UnbuiltReport {
  if (error instanceof BadScenario) throw new UserError(`${target}: ${error.message}`, EXIT_USAGE);
  if (!(error instanceof BuildFailed) && !(error instanceof CorruptImage)) throw error;
  return {
    kind: "unbuilt",
    name,
    main: main(),
    message: error instanceof CorruptImage ? `${target}: ${error.message}` : error.message,
    diagnostics: error instanceof BuildFailed ? error.diagnostics : [],
    expected:
      expected === undefined ? null : { verdict: expected.verdict, problems: [{ kind: "not built" }] },
  };
}
