/** `tightlip check`: says who learns what about each credential. */

import type { ScenarioData } from "../../sim/home/scenario.ts";
import { inline } from "../report/printable.ts";
import { isFine } from "../report/reported.ts";
import { againstText, summaryLine, textReport, trustText } from "../report/text.ts";
import type { CheckItem } from "../tasks/check.ts";
import { blockingStep } from "../tasks/progress.ts";
import type { ReportRequest } from "../tasks/report-files.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { warnOfStale } from "./baseline-option.ts";
import { type CheckOptions, requestOf } from "./check-options.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { type TrustOptions, untrustedOf } from "./trust-options.ts";

interface Options extends CheckOptions, TrustOptions {
  readonly json?: true;
  /** Default: the config's. */
  readonly seed?: number;
  readonly for?: number;
  readonly until?: number;
  readonly scenario?: string;
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
  readonly watch?: true;
}

export async function checkCommand(targets: readonly string[], options: Options): Promise<number> {
  const { json, report: reports = [], reportDir: reportFolder = "." } = options;
  if (options.untrusted && options.updateBaseline)
    throw new UserError(
      "--update-baseline accepts what is found; with --untrusted nothing is. Leave one of the two out.",
      EXIT_USAGE,
    );
  const given = requestOf(options);
  const requested = async () => ({
    targets,
    seed: options.seed ?? null,
    virtualMicros: options.until ?? options.for ?? null,
    scenario: options.scenario === undefined ? null : await scenarioIn(options.scenario),
    reports,
    reportFolder,
    untrusted: untrustedOf(options),
    ...given,
  });
  if (options.watch) {
    const { refuseWithWatch, watchCommand } = await import("./watch.ts");
    refuseWithWatch({ ...options });
    const files = [options.scenario, options.baseline].filter((file) => file !== undefined);
    return await watchCommand({ targets, check: requested, threads: given.threads, files });
  }
  const request = await requested();
  const human = json ? process.stderr : process.stdout;
  const colors = colorsFor(human);
  const show = ({ report, total }: CheckItem) => {
    if (options.quiet && isFine(report)) return;
    human.write(`${textReport(report, { colors, many: total > 1 && !options.verbose })}\n`);
  };
  const { document, kept, stale, written, exitCode } = await followTask(async (context) => {
    // The first line is there before what takes long to load.
    context.on(blockingStep("looking for firmware"));
    const { check } = await import("../tasks/check.ts");
    return check(request, context);
  }, show);
  const { reported, trust, against } = document;
  if (reported.length > 1) human.write(`${summaryLine(reported, colors)}\n`);
  if (against !== null) human.write(againstText(against, colors));
  if (trust !== null) human.write(trustText(trust, colors));
  if (request.baseline !== null) warnOfStale(stale!, request.baseline);
  if (kept > 0 && !options.quiet) process.stderr.write(`${keptText(kept, reported.length)}\n`);
  for (const path of options.quiet ? [] : written) human.write(`${colors.dim(`Written: ${inline(path)}`)}\n`);
  if (json) {
    const { jsonReport } = await import("../report/json.ts");
    process.stdout.write(jsonReport(document));
  }
  return exitCode;
}

async function scenarioIn(file: string): Promise<ScenarioData> {
  const { loadScenario } = await import("../subjects/scenario-file.ts");
  return loadScenario(file);
}

function keptText(kept: number, total: number): string {
  const some = kept === total ? `All ${total}` : `${kept} of ${total}`;
  const what =
    total === 1 ? "The verdict is that" : `${some} verdicts ${kept === 1 ? "is that" : "are those"}`;
  return `${what} of an earlier check: nothing has changed since (--no-cache judges again).`;
}
