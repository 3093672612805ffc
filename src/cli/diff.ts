/** `tightlip diff`: says what a new version of a firmware tells whom that the old one did not. */
import { diffJson } from "../report/diff-json.ts";
import { diffText } from "../report/diff-text.ts";
import { inline } from "../report/printable.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { diff } from "../tasks/diff.ts";
import type { ReportRequest } from "../tasks/report-files.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { type TrustOptions, untrustedOf } from "./trust-options.ts";

interface Options extends TrustOptions {
  readonly json?: true;
  readonly seed?: number;
  readonly for?: number;
  readonly until?: number;
  readonly board?: string;
  readonly scenario?: string;
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
}

export async function diffCommand(oldTarget: string, newTarget: string, options: Options): Promise<number> {
  const request = {
    old: oldTarget,
    new: newTarget,
    seed: options.seed ?? null,
    virtualMicros: options.until ?? options.for ?? null,
    board: options.board ?? null,
    scenario: options.scenario === undefined ? null : loadScenario(options.scenario),
    untrusted: untrustedOf(options),
    reports: options.report ?? [],
    reportFolder: options.reportDir ?? ".",
  };
  const { document, written, exitCode } = await followTask((context) => diff(request, context));
  const human = options.json ? process.stderr : process.stdout;
  const colors = colorsFor(human);
  for (const pair of document.compared) human.write(`${diffText(pair, colors)}\n`);
  for (const path of written) human.write(`${colors.dim(`Written: ${inline(path)}`)}\n`);
  if (options.json) process.stdout.write(diffJson(document));
  return exitCode;
}
