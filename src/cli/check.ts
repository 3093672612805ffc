/** `tightlip check`: builds, judges and reports. */
import picocolors from "picocolors";
import { jsonReport } from "../report/json.ts";
import { inline } from "../report/printable.ts";
import { ReportedFirmware } from "../report/reported-firmware.ts";
import { summaryLine, textReport } from "../report/text.ts";
import { type Appliance, findAppliances } from "../subjects/appliance.ts";
import { Configs, loadPolicy, seedOf } from "../subjects/policy-file.ts";
import { projectAppliances } from "../subjects/project-appliances.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { isJudged, refuseUnusedSecrets } from "../subjects/unknown-secrets.ts";
import { type CheckedAppliance, checkAppliance, exitCode } from "../tasks/check.ts";
import { VERSION } from "../version.ts";
import { type BaselineOptions, closeBaseline, compared, openBaseline } from "./baseline-option.ts";
import { warn } from "./failure.ts";
import { Progress } from "./progress.ts";
import { type ReportRequest, reportFiles, writeReports } from "./report-files.ts";

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
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
}

export async function checkCommand(targets: readonly string[], options: Options): Promise<number> {
  const configs = new Configs();
  const project = targets.length === 0 ? await projectAppliances(configs) : null;
  const appliances = unique(project?.appliances ?? targets.flatMap(findAppliances));
  // All of them first: a mistake in the configuration should not show up after half of the work.
  const policies = await Promise.all(appliances.map((appliance) => loadPolicy(appliance, configs)));
  const files = await reportFiles(options.report ?? [], options.reportDir ?? ".");
  const baseline = await openBaseline(options);
  const seed = options.seed ?? seedOf(policies);
  const request = {
    seed,
    virtualMicros: options.until ?? options.for ?? null,
    board: options.board ?? null,
    explore: options.explore === true ? DEFAULT_EXPLORE : options.explore,
    scenario: options.scenario === undefined ? undefined : loadScenario(options.scenario),
    warn,
  };
  const human = options.json ? process.stderr : process.stdout;
  const colors = picocolors.createColors(human.isTTY === true && picocolors.isColorSupported);
  const many = appliances.length > 1;
  const results: CheckedAppliance[] = [];
  const progress = new Progress();
  for (const [index, appliance] of appliances.entries()) {
    progress.show(`checking ${appliance.name} (${index + 1} of ${appliances.length})`);
    const judged = checkAppliance(appliance, policies[index], request);
    const result = baseline === null ? judged : compared(judged, baseline, options);
    results.push(result);
    progress.clear();
    if (result.failure !== null && !options.json)
      process.stderr.write(`✖ ${inline(result.failure.message)}\n`);
    human.write(`${textReport(result, { seed, colors, many })}\n`);
  }
  if (project?.config != null && results.every(isJudged)) refuseUnusedSecrets(project.config, results);
  if (many) human.write(`${summaryLine(results, colors)}\n`);
  if (baseline !== null) await closeBaseline(baseline, options);
  const context = { version: VERSION, seed, stale: baseline?.stale ?? null };
  const reported = results.map((result) => new ReportedFirmware(result, seed));
  await writeReports(files, reported, context);
  for (const { path } of files) human.write(`${colors.dim(`Written: ${inline(path)}`)}\n`);
  if (options.json) process.stdout.write(jsonReport(reported, context));
  return exitCode(results);
}

function unique(appliances: readonly Appliance[]): Appliance[] {
  return [...new Map(appliances.map((a) => [a.main, a])).values()];
}
