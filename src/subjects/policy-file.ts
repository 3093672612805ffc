/** Loads what is said about a firmware: the policy beside it, and the project's config below that. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { findProject } from "../compile/project.ts";
import { namedSecrets, type Policy } from "../judge/policy/policy.ts";
import type { Appliance } from "./appliance.ts";
import { CONFIG_FILE, type Config } from "./config.ts";
import { contradiction } from "./contradiction.ts";
import { loadDefinition, wrongField } from "./definition-file.ts";
import { ConfigSchema, PolicySchema } from "./policy-schema.ts";

/** The seed where nothing names one. */
export const DEFAULT_SEED = 1;

/** A project's config, and the file that it is from. */
export interface LoadedConfig {
  readonly file: string;
  readonly config: Config;
}

/** Policy of one firmware, and the files that its fields are from. */
export interface LoadedPolicy {
  readonly policy: Policy;
  /** Null when the project has none. */
  readonly config: LoadedConfig | null;
  /** The file that a field is from. */
  readonly fileOf: (field: string) => string;
}

/** The configs of projects, each loaded once. */
export class Configs {
  private readonly loaded = new Map<string, Promise<LoadedConfig | null>>();

  /** The config at a project's root; null when there is none. Throws a UserError for a bad one. */
  at(root: string): Promise<LoadedConfig | null> {
    let config = this.loaded.get(root);
    if (config === undefined) {
      config = loadConfig(root);
      this.loaded.set(root, config);
    }
    return config;
  }
}

/** Throws a UserError that names file, line and field of what cannot be. */
export async function loadPolicy(appliance: Appliance, configs = new Configs()): Promise<LoadedPolicy> {
  const { root } = findProject(appliance.main);
  const config = await configs.at(root);
  const beside = appliance.policy === null ? {} : await policyFrom(appliance.policy);
  const policy = { ...defaultsOf(config), ...beside };
  const fileOf = (field: string) => (field in beside || config === null ? appliance.policy! : config.file);
  refuse(policy, fileOf);
  return { policy, config, fileOf };
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
      `"seed" is another than in ${first!.file}, and one report has one seed. Name it with --seed.`,
    );
  return first?.config.seed ?? DEFAULT_SEED;
}

async function policyFrom(file: string): Promise<Policy> {
  return withoutUndefined(
    await loadDefinition(file, { noun: "policy", define: "definePolicy" }, PolicySchema),
  );
}

async function loadConfig(root: string): Promise<LoadedConfig | null> {
  const path = join(root, CONFIG_FILE);
  if (!existsSync(path)) return null;
  const file = relative(".", path);
  const config: Config = withoutUndefined(
    await loadDefinition(file, { noun: "config", define: "defineConfig" }, ConfigSchema),
  );
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

function refuse(policy: Policy, fileOf: (field: string) => string): void {
  const found = contradiction(policy);
  if (found !== null) throw wrongField(fileOf(found.path[0]), found.path, found.complaint);
}

/** A field that is there and undefined says as little as one that is not there. */
function withoutUndefined<T>(fields: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
