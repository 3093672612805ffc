/** Task `paths`: finds the paths of a firmware from its secrets to observers, in code that need not have run. */
import { buildImage } from "../compile/build.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { EXIT_DONE, EXIT_UNKNOWN } from "../exit-codes.ts";
import { namedSecrets } from "../judge/policy/policy.ts";
import { NotAnalysed } from "../paths/not-analysed.ts";
import { pathsOf } from "../paths/paths.ts";
import type { PathsReport } from "../report/paths.ts";
import { loadPolicy } from "../subjects/policy-file.ts";
import { trustedFirmware } from "./named-firmware.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";

export interface PathsRequest {
  /** File, folder or name, as the user names it; null for the project's. */
  readonly firmware: string | null;
  /** Follow what conditions decide as well. */
  readonly implicit: boolean;
}

export interface PathsResult extends PathsReport {
  readonly exitCode: number;
}

/** Throws a UserError, of which BuildFailed is one. */
export async function paths(
  { firmware, implicit }: PathsRequest,
  context: Pick<TaskContext, "on">,
): Promise<PathsResult> {
  const warn = warningTo(context);
  const appliance = await trustedFirmware(firmware);
  const { policy } = await loadPolicy(appliance);
  context.on(blockingStep("building"));
  const { image, main, diagnostics } = buildImage(appliance.main, { warn });
  for (const diagnostic of diagnostics) warn(formatDiagnostic(diagnostic));
  context.on(blockingStep("following secrets"));
  const about = { name: appliance.name, main, image: image.sha256, implicit };
  try {
    const secrets = namedSecrets(policy).map(({ name }) => name);
    const { couldRun: _, ...found } = pathsOf(image, { secrets, implicit });
    const isWhole = found.notUnderstood.length === 0;
    return { ...about, notAnalysed: null, ...found, exitCode: isWhole ? EXIT_DONE : EXIT_UNKNOWN };
  } catch (error) {
    if (!(error instanceof NotAnalysed)) throw error;
    const nothing = { secrets: [], paths: [], notUnderstood: [], functions: { all: 0, reached: 0 } };
    return { ...about, notAnalysed: error.message, ...nothing, exitCode: EXIT_UNKNOWN };
  }
}
