/** Checkers: who checks firmware, in this thread or in several; what nothing has changed for is not judged again. */
import { Cache, cacheDir } from "../cache.ts";
import { readEnvFile } from "../compile/env-file.ts";
import { findProject } from "../compile/project.ts";
import { ENV_FILES } from "../compile/settings-file.ts";
import { namedSecrets, type SecretSpec } from "../judge/policy/policy.ts";
import type { CheckProgress } from "../judge/verdict/check.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import { ownScript } from "../own-script.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { programSources } from "../subjects/definitions/program-sources.ts";
import { type PolicyData, plainPolicy } from "../subjects/policy-data.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { Pool } from "../work/pool.ts";
import { Processors } from "../work/processors.ts";
import { VerdictCache, type VerdictKey } from "../work/verdict-cache.ts";
import type { ApplianceRequest } from "./check-appliance.ts";
import type { CheckJob, CheckJobResult, CheckOf, DoneCheck } from "./check-job.ts";

export interface Checker {
  /** Checks that are worth beginning before the first of them is done. */
  readonly width: number;
  /** Throws a UserError for bad usage, and an error of any kind once the signal is aborted. */
  check(of: CheckOf, on: (progress: CheckProgress) => void, signal?: AbortSignal): Promise<Checked>;
  /** Ends what is still being done. */
  close(): Promise<void>;
}

export interface Checked extends DoneCheck {
  /** Nothing has changed since an earlier check, which came to this. */
  readonly isKept: boolean;
}

/** One check after the other, in this thread. */
export class CheckerHere implements Checker {
  readonly width = 1;

  async check(of: CheckOf, on: (progress: CheckProgress) => void): Promise<Checked> {
    // Threads load what judges by themselves, and a verdict of before needs none of it.
    const { doCheck } = await import("./check-job.ts");
    return { ...doCheck(of, secretsOf(of.loaded), { on }), isKept: false };
  }

  async close(): Promise<void> {}
}

/** Several at a time, each in a thread of its own, and in more where there are more threads than checks. */
export class CheckerInThreads implements Checker {
  readonly width: number;
  private readonly pool: Pool<CheckJob, DoneCheck, CheckProgress>;
  private readonly processors: Processors;
  private loading = 0;

  /** `cwd`: working folder of policies' programs. `keeps`: verdicts of before count, and those come to are kept. */
  constructor(
    jobs: number,
    private readonly cwd: string,
    public keeps: boolean,
  ) {
    this.width = 2 * jobs;
    this.pool = new Pool(ownScript("check-worker", import.meta.url), jobs);
    this.processors = new Processors(jobs);
  }

  async check(
    { appliance, loaded, request }: CheckOf,
    on: (progress: CheckProgress) => void,
    signal?: AbortSignal,
  ): Promise<Checked> {
    const policy = plainPolicy(loaded);
    const key = this.keeps ? verdictKey(appliance, policy, request) : null;
    const kept = key === null ? null : verdictsOf(key).find(key);
    if (kept !== null) return { result: kept.content, inputs: kept.inputs, isKept: true };
    const { all, buffer } = this.processors;
    const job: CheckJob = {
      ...{ appliance, policy, request, key, cwd: this.cwd, loading: this.loading },
      secrets: secretsOf(loaded),
      vm: loadMeteredVmModule(),
      processors: { all, buffer },
    };
    const done = await this.processors.during(() => this.pool.run(job, on, signal));
    return { ...done, isKept: false };
  }

  /** Programs of policies may be others from now on. */
  policiesChanged(): void {
    this.loading++;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

/** Verdicts in the per-user cache. */
export function verdictsOf({ root }: Pick<VerdictKey, "root">): VerdictCache<CheckJobResult> {
  return new VerdictCache(new Cache(undefined, cacheDir(), [root]));
}

/** Null for what may depend on more than can be told. */
function verdictKey(appliance: Appliance, policy: PolicyData, request: ApplianceRequest): VerdictKey | null {
  const { root, main } = findProject(appliance.main);
  const programs = functionModules(policy).map(programSources);
  if (programs.includes(null)) return null;
  const settings = ENV_FILES.map((file) => readEnvFile(root, file));
  return { root, about: [main, appliance, policy, programs, settings, request] };
}

/** Files of the functions that a policy holds. */
function functionModules({ policy: { servers = {}, releases = [] } }: PolicyData): string[] {
  const names = [
    ...Object.values(servers).flatMap((server) => ("module" in server ? [server] : [])),
    ...releases.flatMap(({ computes }) => (computes === undefined ? [] : [computes])),
  ];
  return [...new Set(names.map(({ module }) => module.path))];
}

function secretsOf({ config }: LoadedPolicy): readonly SecretSpec[] {
  return config === null ? [] : namedSecrets(config.config);
}
