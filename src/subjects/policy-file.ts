/** Loads what is said about a firmware: the policy beside it, and the project's config below that. */
import { dirname, join } from "node:path";
import { findProject } from "../compile/project.ts";
import { namedSecrets, type Policy } from "../judge/policy/policy.ts";
import { type Appliance, policyStem } from "./appliance.ts";
import { CONFIG_STEM, type Config } from "./config.ts";
import { contradiction } from "./contradiction.ts";
import type { DefinitionFile, Definitions } from "./definitions/definition.ts";
import { loadDefinition, wrongField } from "./definitions/definition-file.ts";
import { guarded } from "./definitions/guarded-functions.ts";
import { ProjectDefinitions } from "./definitions/project-definitions.ts";
import { ConfigSchema, PolicySchema } from "./policy-schema.ts";

/** The seed where nothing names one. */
export const DEFAULT_SEED = 1;

/** A project's config, and the file that it is from. */
export interface LoadedConfig {
  readonly file: DefinitionFile;
  readonly config: Config;
}

/** Policy of one firmware, and the files that its fields are from. */
export interface LoadedPolicy {
  readonly policy: Policy;
  /** Null when the project has none. */
  readonly config: LoadedConfig | null;
  /** The file that a field is from. */
  readonly fileOf: (field: string) => DefinitionFile;
}

/** The configs of projects, each loaded once. */
export class Configs {
  private readonly loaded = new Map<string, Promise<LoadedConfig | null>>();

  /** By default those of the project, whose programs run in this process. */
  constructor(readonly definitions: Definitions = new ProjectDefinitions()) {}

  /** The config at a project's root; null when there is none. Throws a UserError for a bad one. */
  at(root: string): Promise<LoadedConfig | null> {
    let config = this.loaded.get(root);
    if (config === undefined) {
      config = loadConfig(root, this.definitions);
      this.loaded.set(root, config);
    }
    return config;
  }
}

/** Throws a UserError that names file, line and field of what cannot be. */
export async function loadPolicy(appliance: Appliance, configs = new Configs()): Promise<LoadedPolicy> {
  const { definitions } = configs;
  const { root: here } = findProject(appliance.main);
  const root = definitions.rootAbove(dirname(appliance.main)) ?? here;
  const config = await configs.at(root);
  const file = definitions.find(policyStem(appliance.main));
  const beside = file === null ? {} : await policyFrom(file, definitions);
  const policy = { ...defaultsOf(config), ...beside };
  const fileOf = (field: string) => (field in beside || config === null ? file! : config.file);
  refuse(policy, fileOf);
  return { policy: guarded(policy, fileOf), config, fileOf };
}

/** The seed that the configs of some firmware name. Throws a UserError when they name different ones. */
export function seedOf(policies: readonly LoadedPolicy[]): number {
  const named = policies.map(({ config }) => config).filter((config) => config?.config.seed !== undefined);
  const [first] = named;
  const other = named.find((config) => config!.config.seed !== first!.config.seed);
  if (other != null)
    throw wrongField(
      other.file,
      ["seed"],
      `"seed" is another than in ${first!.file.shown}, and one report has one seed. Name it with --seed.`,
    );
  return first?.config.seed ?? DEFAULT_SEED;
}

/** Policy that a file defines, without the config around it. Throws a UserError that names line and field. */
export async function policyFrom(file: DefinitionFile, definitions: Definitions): Promise<Policy> {
  return await loadDefinition(definitions, file, { noun: "policy", define: "definePolicy" }, PolicySchema);
}

async function loadConfig(root: string, definitions: Definitions): Promise<LoadedConfig | null> {
  const file = definitions.find(join(root, CONFIG_STEM));
  if (file === null) return null;
  const kind = { noun: "config", define: "defineConfig" };
  const config: Config = await loadDefinition(definitions, file, kind, ConfigSchema);
  refuse(defaultsOf({ file, config }), () => file);
  return { file, config };
}

/** The part of a config that a policy may say as well. */
function defaultsOf(loaded: LoadedConfig | null): Policy {
  if (loaded === null) return {};
  const { appliances: _, seed: __, ...policy } = loaded.config;
  // Not every firmware of a project has every secret.
  const secrets = namedSecrets(policy).map((spec) => ({ optional: true, ...spec }));
  return policy.secrets === undefined ? policy : { ...policy, secrets };
}

function refuse(policy: Policy, fileOf: LoadedPolicy["fileOf"]): void {
  const found = contradiction(policy);
  if (found !== null) throw wrongField(fileOf(found.path[0]), found.path, found.complaint);
}
