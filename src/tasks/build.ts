/** Task `build`: compiles a firmware and writes what DeviceScript's own tools read. */
import { writeArtefacts } from "../compile/artefacts.ts";
import { buildImage } from "../compile/build.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { EXIT_DONE } from "../exit-codes.ts";
import { reportPath } from "../subjects/appliance.ts";
import { trustedFirmware } from "./named-firmware.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";

/** DeviceScript's name for a program of a package.json without one. */
const NO_NAME = "(no name)";

export interface BuildRequest {
  /** File, folder or name, as the user names it; null for the project's. */
  readonly firmware: string | null;
  /** Check that the firmware is for this board. */
  readonly board?: string;
}

export interface BuildOutcome {
  readonly name: string;
  /** SHA-256. */
  readonly image: string;
  readonly sizeBytes: number;
  readonly files: readonly string[];
  readonly exitCode: number;
}

/** Throws a UserError, of which BuildFailed is one. */
export async function build(
  { firmware, board }: BuildRequest,
  context: Pick<TaskContext, "on">,
): Promise<BuildOutcome> {
  const warn = warningTo(context);
  context.on(blockingStep("building"));
  const { main, name } = await trustedFirmware(firmware);
  const { image, root, artefacts, diagnostics } = buildImage(main, {
    warn,
    board: board ?? null,
    forRelease: true,
  });
  for (const diagnostic of diagnostics) warn(formatDiagnostic(diagnostic));
  writeArtefacts(root, artefacts);
  return {
    name: image.name === NO_NAME ? name : image.name,
    image: image.sha256,
    sizeBytes: image.bytecode.length,
    files: artefacts.map(({ path }) => reportPath(path)),
    exitCode: EXIT_DONE,
  };
}
