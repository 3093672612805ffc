/** Makes appliances for tests. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect } from "vitest";
import { type Duration, scenario } from "../../sim/home/scenario.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { projectAbove } from "../compile/project.ts";
import { findAppliances } from "../subjects/appliance.ts";
import { loadPolicy, seedOf } from "../subjects/policy-file.ts";
import { buildAppliance } from "../tasks/check-appliance.ts";
import { EXIT_NOT_BUILT, EXIT_USAGE, UserError } from "../user-error.ts";
import { Episode, type Subject } from "./episode.ts";
import { TestedAppliance } from "./tested-appliance.ts";
import { warnOnce } from "./warn-once.ts";

/** Of an appliance's runs, what is not as the project has it. */
export interface ApplianceOptions {
  /** The number that all chance in its world is made from. Default: the project's, else 1. */
  readonly seed?: number;
  /** Virtual time of each run at least. Default: what the test waits; where it does not, the policy's `for`, else 60s. */
  readonly for?: Duration;
  /** Such as `esp32s3_devkit_m`. Default: the policy's, else `esp32c3_bare`. */
  readonly board?: string;
}

/**
 * An appliance in a home of its own, before it is first powered on. `target` is the path of its `main.ts`, from the root of the
 * project that the test belongs to, or its name. The policy beside it and the project's config count. Fails with a UserError,
 * for firmware that does not build with what the compiler says.
 */
export async function appliance(target: string, options: ApplianceOptions = {}): Promise<TestedAppliance> {
  return new TestedAppliance(new Episode(await subjectOf(target, options), scenario("a test")));
}

async function subjectOf(target: string, options: ApplianceOptions): Promise<Subject> {
  const virtualMicros = options.for === undefined ? null : parseDuration(options.for);
  if (options.for !== undefined && virtualMicros === null)
    throw new UserError(`"${options.for}" is no duration. Write one such as 500ms, 60s or 5m.`, EXIT_USAGE);
  const [found, ...others] = findAppliances(besideTest(target) ?? target);
  if (others.length > 0)
    throw new UserError(
      `${target}: holds ${others.length + 1} appliances. Name one, such as "${found.main}".`,
      EXIT_USAGE,
    );
  const loaded = await loadPolicy(found);
  const seed = options.seed ?? seedOf([loaded]);
  try {
    const built = buildAppliance(found, loaded, { board: options.board ?? null }, warnOnce);
    return { appliance: found, loaded, built, seed, virtualMicros };
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    const said = error.diagnostics.map(formatDiagnostic).join("\n\n");
    throw new UserError(`${found.main}: did not build.\n\n${said}`, EXIT_NOT_BUILT);
  }
}

/** The file or folder of this path in the project that the running test belongs to; null when there is none. */
function besideTest(target: string): string | null {
  const { testPath } = expect.getState();
  const root = testPath === undefined ? null : projectAbove(dirname(testPath));
  const path = root === null ? target : resolve(root, target);
  return existsSync(path) ? path : null;
}
