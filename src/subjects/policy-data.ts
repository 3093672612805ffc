/**
 * A policy as plain data, to be sent to another thread or machine: each of its functions is named by the module that
 * defines it and its place in the module's default export, and is loaded where the run happens.
 */
import type { HttpHandler, ServerTable } from "../../sim/net/server.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import type { Policy, Release } from "../judge/policy/policy.ts";
import { UserError } from "../user-error.ts";
import type { DefinitionFile, Definitions } from "./definitions/definition.ts";
import { guarded } from "./definitions/guarded-functions.ts";
import { ProjectDefinitions } from "./definitions/project-definitions.ts";
import type { LoadedPolicy } from "./policy-file.ts";

/** Name of a function that a policy or a config holds. */
export interface FunctionName {
  /** File whose default export holds it. */
  readonly module: DefinitionFile;
  /** Keys that lead to it, such as `servers`, `api.example.com`. */
  readonly path: readonly string[];
}

/** Plain data: it survives structuredClone and JSON. */
export interface PolicyData {
  readonly policy: Omit<Policy, "servers" | "releases"> & {
    readonly servers?: Readonly<Record<string, FunctionName | ServerTable>>;
    readonly releases?: readonly ReleaseData[];
  };
  /** File that each field is from. */
  readonly files: Readonly<Record<string, DefinitionFile>>;
}

interface ReleaseData extends Omit<Release, "computes"> {
  readonly computes?: FunctionName;
}

/** The functions must be where the files have them, as they are after loading. */
export function plainPolicy({ policy, fileOf }: LoadedPolicy): PolicyData {
  const { servers, releases, ...rest } = policy;
  const named = (field: string, ...path: readonly string[]) => ({
    module: fileOf(field),
    path: [field, ...path],
  });
  return {
    policy: {
      ...rest,
      ...(servers !== undefined && {
        servers: Object.fromEntries(
          Object.entries(servers).map(([host, server]) => [
            host,
            typeof server === "function" ? named("servers", host) : server,
          ]),
        ),
      }),
      ...(releases !== undefined && {
        releases: releases.map(({ computes, ...release }, i) => ({
          ...release,
          ...(computes !== undefined && { computes: named("releases", `${i}`, "computes") }),
        })),
      }),
    },
    files: Object.fromEntries(Object.keys(policy).map((field) => [field, fileOf(field)])),
  };
}

/** Throws a UserError for a function that is not where its name says. By default programs run in this process. */
export async function livePolicy(
  { policy, files }: PolicyData,
  definitions: Definitions = new ProjectDefinitions(),
): Promise<LoadedPolicy> {
  const { servers, releases, ...rest } = policy;
  const modules = new Map<string, Promise<unknown>>();
  const load = async <T>({ module, path }: FunctionName): Promise<T> => {
    const whole = modules.get(module.path) ?? definitions.load(module, "file");
    modules.set(module.path, whole);
    let part: unknown = await whole;
    for (const key of path) part = Object(part)[key];
    if (typeof part === "function") return part as T;
    throw new UserError(`${module.shown}: has no function at ${JSON.stringify(path.join("."))}.`, EXIT_USAGE);
  };
  const live: Policy = {
    ...rest,
    ...(servers !== undefined && {
      servers: Object.fromEntries(
        await Promise.all(
          Object.entries(servers).map(
            async ([host, server]) =>
              [host, "module" in server ? await load<HttpHandler>(server) : server] as const,
          ),
        ),
      ),
    }),
    ...(releases !== undefined && {
      releases: await Promise.all(
        releases.map(async ({ computes, ...release }) => ({
          ...release,
          ...(computes !== undefined && { computes: await load<NonNullable<Release["computes"]>>(computes) }),
        })),
      ),
    }),
  };
  const fileOf = (field: string) => files[field];
  return { policy: guarded(live, fileOf), config: null, fileOf };
}
