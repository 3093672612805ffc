/** Task `check`: builds and judges firmware, holds the verdicts against a baseline, and writes reports. */
import { setImmediate } from "node:timers/promises";
import type { Image } from "../../sim/device/image.ts";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_NOT_BUILT, EXIT_UNKNOWN } from "../exit-codes.ts";
import {
  DOCUMENT_VERSION,
  type FirmwareReport,
  type ReportDocument,
  type Reported,
  type UnbuiltReport,
} from "../report/document.ts";
import { newLeaks, problemsOf, wordOf } from "../report/reported.ts";
import type { Suppression } from "../report/suppression.ts";
import { type Appliance, findAppliances } from "../subjects/appliance.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { Configs, loadPolicy, seedOf } from "../subjects/policy-file.ts";
import { projectAppliances } from "../subjects/project-appliances.ts";
import { refuseUnusedSecrets } from "../subjects/unknown-secrets.ts";
import { EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { type BaselineRequest, closeBaseline, compared, openBaseline } from "./baseline.ts";
import { checkAppliance } from "./check-appliance.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";
import { checkReportFiles, needEvidence, type ReportRequest, writeReports } from "./report-files.ts";
import { Trust } from "./trust.ts";

export interface CheckRequest {
  /** Files, folders or names; none for the firmware of the project around the working folder. */
  readonly targets: readonly string[];
  /** Null for the config's. */
  readonly seed: number | null;
  /** Virtual time of each run; null for what each policy says. */
  readonly virtualMicros: number | null;
  readonly board: string | null;
  /** Events of each run, in place of those of the policies. */
  readonly scenario: ScenarioData | null;
  /** Further scenarios to try in search of a trigger; null for those that are part of every check. */
  readonly explore: number | null;
  /** Share of the branches that must have run for `keeps`, such as `90%`; null for what each policy says. */
  readonly require: string | null;
  /** Times the work that each check may do by default. */
  readonly work: number;
  readonly baseline: BaselineRequest | null;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
  readonly reports: readonly ReportRequest[];
  /** Folder of the reports that have no path. */
  readonly reportFolder: string;
}

/** A firmware that was checked, and its place among all. */
export interface CheckItem {
  readonly report: FirmwareReport | UnbuiltReport;
  /** From 0. */
  readonly index: number;
  readonly total: number;
}

export interface CheckResult {
  readonly document: ReportDocument;
  /** Suppressions that no leak has; those that were dropped when the baseline was updated. Null without a baseline. */
  readonly stale: readonly Suppression[] | null;
  /** Paths of the reports that were written. */
  readonly written: readonly string[];
  readonly exitCode: number;
}

/**
 * Each firmware is an item of progress as soon as it was judged. Throws a UserError for bad usage; a firmware that does
 * not build is a result. It can be cancelled between one firmware and the next.
 */
export async function check(request: CheckRequest, context: TaskContext<CheckItem>): Promise<CheckResult> {
  return Trust.with(request.untrusted, request.targets, (trust) => checkWith(trust, request, context));
}

async function checkWith(
  trust: Trust,
  request: CheckRequest,
  context: TaskContext<CheckItem>,
): Promise<CheckResult> {
  const { on, signal } = context;
  const configs = new Configs(trust.definitions);
  // Only building it says whether a file that looks like a program for Node is firmware.
  const search = { nodePrograms: true };
  const all = request.untrusted !== null;
  const project = request.targets.length === 0 ? await projectAppliances(configs, { ...search, all }) : null;
  const appliances = unique(
    project?.appliances ?? request.targets.flatMap((target) => findAppliances(target, search)),
  );
  // All of them first: a mistake in the configuration should not show up after half of the work.
  const policies = await Promise.all(appliances.map((appliance) => loadPolicy(appliance, configs)));
  const files = await checkReportFiles(request.reports, request.reportFolder);
  const baseline = request.baseline === null ? null : await openBaseline(request.baseline, trust);
  const seed = request.seed ?? seedOf(policies);
  const evidence = needEvidence(request.reports);
  const total = appliances.length;
  const reported: (FirmwareReport | UnbuiltReport)[] = [];
  const judged: { readonly report: FirmwareReport; readonly image: Image }[] = [];
  for (const [index, appliance] of appliances.entries()) {
    on(blockingStep(`checking ${appliance.name} (${index + 1} of ${total})`));
    await setImmediate();
    stopIfAborted(signal, `${index} of ${total} firmwares were checked.`);
    const one = { ...request, seed, evidence };
    const { report: fresh, image } = checkAppliance(appliance, policies[index], one, warningTo(context));
    if (fresh.kind === "unbuilt" && appliance.maybeForNode === true) {
      warningTo(context)(
        `${appliance.main}: looks like a program for Node and does not build as firmware, so it was not checked.`,
      );
      continue;
    }
    const report = baseline === null ? fresh : compared(fresh, baseline, request.baseline!);
    reported.push(report);
    if (report.kind === "firmware") judged.push({ report, image: image! });
    on({ kind: "item", item: { report, index, total } });
  }
  if (reported.length === 0) throw new UserError("There is no firmware here. Name a main.ts.", EXIT_USAGE);
  if (project?.config != null && judged.length === total)
    refuseUnusedSecrets(
      project.config,
      judged.map(({ report: { verdict }, image }) => ({ verdict, image })),
    );
  const stale = baseline === null ? null : await closeBaseline(baseline, request.baseline!);
  const document: ReportDocument = {
    version: DOCUMENT_VERSION,
    tightlip: VERSION,
    seed,
    baseline: baseline === null ? null : { stale: baseline.stale },
    trust: trust.report(),
    reported,
  };
  await writeReports(files, document);
  return { document, stale, written: files.map(({ path }) => path), exitCode: exitCode(reported) };
}

/** Exit code over everything that was checked. */
export function exitCode(reported: readonly Reported[]): number {
  const isBad = (one: Reported) => {
    const problems = problemsOf(one);
    return one.kind !== "unbuilt" && (problems === null ? newLeaks(one) : problems).length > 0;
  };
  if (reported.some(isBad)) return EXIT_LEAKS;
  if (reported.some(({ kind }) => kind === "unbuilt")) return EXIT_NOT_BUILT;
  const isOpen = (one: Reported) => problemsOf(one) === null && wordOf(one) === "unknown";
  return reported.some(isOpen) ? EXIT_UNKNOWN : EXIT_DONE;
}

function unique(appliances: readonly Appliance[]): Appliance[] {
  return [...new Map(appliances.map((a) => [a.main, a])).values()];
}
