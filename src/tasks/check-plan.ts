/** Plan of a check: which firmware is judged, and by which policies. */
import { type Appliance, findAppliances } from "../subjects/appliance.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import {
  Configs,
  type LoadedConfig,
  type LoadedPolicy,
  loadPolicy,
  seedOf,
} from "../subjects/policy-file.ts";
import { projectAppliances } from "../subjects/project-appliances.ts";
import type { Trust } from "./trust.ts";

export interface PlanRequest {
  /** Files, folders or names; none for the firmware of the project around the working folder. */
  readonly targets: readonly string[];
  /** Null for the config's. */
  readonly seed: number | null;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
}

export interface CheckPlan {
  readonly appliances: readonly Appliance[];
  /** One for each appliance. */
  readonly policies: readonly LoadedPolicy[];
  /** Config of the project, where all of its firmware is checked; else null. */
  readonly config: LoadedConfig | null;
  readonly seed: number;
}

/** Loads all policies: a mistake in them should not show up after half of the work. Throws a UserError. */
export async function planCheck(
  { targets, untrusted, seed }: PlanRequest,
  { definitions }: Pick<Trust, "definitions">,
): Promise<CheckPlan> {
  const configs = new Configs(definitions);
  // Only building it says whether a file that looks like a program for Node is firmware.
  const search = { nodePrograms: true };
  const all = untrusted !== null;
  const project = targets.length === 0 ? await projectAppliances(configs, { ...search, all }) : null;
  const appliances = unique(
    project?.appliances ?? targets.flatMap((target) => findAppliances(target, search)),
  );
  const policies = await Promise.all(appliances.map((appliance) => loadPolicy(appliance, configs)));
  return { appliances, policies, config: project?.config ?? null, seed: seed ?? seedOf(policies) };
}

function unique(appliances: readonly Appliance[]): Appliance[] {
  return [...new Map(appliances.map((a) => [a.main, a])).values()];
}
