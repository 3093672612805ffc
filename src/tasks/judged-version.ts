/** Judges one version of a firmware, from source or from a built image, for comparison with another. */

import type { Identity } from "../../sim/device/identity.ts";
import type { Image } from "../../sim/device/image.ts";
import { SourceMap } from "../../sim/device/source-map.ts";
import { BadScenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { Traffic } from "../judge/compare/traffic.ts";
import type { Version } from "../judge/compare/versions.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { check } from "../judge/verdict/check.ts";
import { observe } from "../judge/verdict/observe.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import { sourceObject } from "../report/finding-json.ts";
import { settingsOf } from "../report/report-version.ts";
import { CorruptImage } from "../subjects/simulated-appliance.ts";
import { EXIT_NOT_BUILT, EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeTools } from "./check-appliance.ts";
import { judgeOptions, simulated } from "./judge.ts";

export interface JudgeRequest {
  readonly seed: number;
  /** Virtual time of each run; null for the policy's, else {@link DEFAULT_RUN}. */
  readonly virtualMicros: number | null;
  readonly scenario: ScenarioData | null;
  readonly policy: Policy;
  /** The board that the firmware finds itself on; default: the simulator's own. */
  readonly identity: Identity | undefined;
}

/** `what` is how the user calls it. Throws a UserError for an image that does not run, or a scenario that cannot be. */
export function judgedVersion(what: string, name: string, image: Image, request: JudgeRequest): Version {
  const { policy, identity } = request;
  const given = request.scenario ?? undefined;
  const tools = nodeTools();
  const subject = simulated(tools, policy, { image, board: identity }, request);
  const options = judgeOptions(tools, policy, request);
  try {
    const { word, because, secrets, notJudged, findings } = check(subject, { ...options, scenario: given });
    const scenarios = given === undefined ? (policy.scenarios ?? [undefined]) : [given];
    const flows = scenarios.flatMap((scenario) => {
      const { run, scanner } = observe(subject, { ...options, scenario });
      const traffic = new Traffic();
      for (const event of run.tape.events) traffic.add(event);
      return traffic.flows((text) => scanner.redact(text));
    });
    return {
      name,
      image: image.sha256,
      verdict: { word, reason: reasonText(because) },
      secrets: secrets.map(({ name, exercised }) => ({ name, exercised })),
      findings: findings.map(({ allowed, source, ...finding }) => ({
        ...finding,
        release: allowed?.name ?? null,
        source: sourceObject(source),
      })),
      settings: settingsOf(secrets, notJudged),
      flows,
      credentials: [
        ...image.bakedDefaults.map(({ key }) => key),
        ...image.bakedLiterals.map(({ name }) => name),
      ],
      functions: ownFunctions(image),
    };
  } catch (error) {
    if (error instanceof CorruptImage) throw new UserError(`${what}: ${error.message}`, EXIT_NOT_BUILT);
    if (error instanceof BadScenario) throw new UserError(`${what}: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}

/** Names of the functions that are not a library's. */
function ownFunctions({ debug }: Image): string[] {
  const map = new SourceMap(debug);
  // A place belongs to the program counters after it.
  const fileOf = (startpc: number) => map.place(startpc + 1)?.file ?? "node_modules/";
  return debug.functions
    .filter(({ startpc }) => !fileOf(startpc).includes("node_modules/"))
    .map(({ name }) => name);
}
