/** `tightlip check`: says who learns what about each credential. */
import { jsonReport } from "../report/json.ts";
import { printable } from "../report/printable.ts";
import { summaryLine, textReport } from "../report/text.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { type CheckItem, check } from "../tasks/check.ts";
import type { ReportRequest } from "../tasks/report-files.ts";
import { type BaselineOptions, baselineRequest, warnOfStale } from "./baseline-option.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";

/** Scenarios that `--explore` tries where no number is given: some seconds' worth. */
const DEFAULT_EXPLORE = 1_000;

interface Options extends BaselineOptions {
  readonly json?: true;
  /** Default: the config's. */
  readonly seed?: number;
  readonly for?: number;
  readonly until?: number;
  readonly board?: string;
  readonly scenario?: string;
  /** `true` when no number is given. */
  readonly explore?: number | true;
  readonly require?: string;
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
}

export async function checkCommand(targets: readonly string[], options: Options): Promise<number> {
  const { json, report: reports = [], reportDir: reportFolder = ".", explore } = options;
  const baseline = baselineRequest(options);
  const request = {
    targets,
    seed: options.seed ?? null,
    virtualMicros: options.until ?? options.for ?? null,
    board: options.board ?? null,
    scenario: options.scenario === undefined ? null : loadScenario(options.scenario),
    explore: explore === true ? DEFAULT_EXPLORE : (explore ?? null),
    require: options.require ?? null,
    baseline,
    reports,
    reportFolder,
  };
  const human = json ? process.stderr : process.stdout;
  const colors = colorsFor(human);
  const show = ({ report, total }: CheckItem) => {
    if (report.kind === "unbuilt" && !json) process.stderr.write(`✖ ${printable(report.message)}\n`);
    human.write(`${textReport(report, { colors, many: total > 1 })}\n`);
  };
  const { document, stale, written, exitCode } = await followTask((context) => check(request, context), show);
  const { reported } = document;
  if (reported.length > 1) human.write(`${summaryLine(reported, colors)}\n`);
  if (baseline !== null) warnOfStale(stale!, baseline);
  for (const path of written) human.write(`${colors.dim(`Written: ${printable(path)}`)}\n`);
  if (json) process.stdout.write(jsonReport(document));
  return exitCode;
}
