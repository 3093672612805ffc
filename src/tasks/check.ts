/** Task `check`: builds and judges firmware, holds the verdicts against a baseline, and writes reports. */
import { setImmediate } from "node:timers/promises";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_NOT_BUILT, EXIT_UNKNOWN } from "../exit-codes.ts";
import type { CheckProgress } from "../judge/verdict/check.ts";
import { plural } from "../plural.ts";
import {
  DOCUMENT_VERSION,
  type FirmwareReport,
  type ReportDocument,
  type Reported,
  type UnbuiltReport,
} from "../report/document.ts";
import { brokenRules, newLeaks, problemsOf, untriedRules, wordOf } from "../report/reported.ts";
import type { Suppression } from "../report/suppression.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { idleDefinitions } from "../subjects/idle-definitions.ts";
import { type Judged, refuseUnusedSecrets } from "../subjects/unknown-secrets.ts";
import { EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { inOrder } from "../work/in-order.ts";
import type { Base } from "./against.ts";
import { type BaselineRequest, closeBaseline, compared, openBaseline } from "./baseline.ts";
import type { ApplianceRequest } from "./check-appliance.ts";
import { type CheckPlan, type PlanRequest, planCheck } from "./check-plan.ts";
import { CheckingProgress } from "./check-progress.ts";
import { type Checked, type Checker, CheckerHere, CheckerInThreads } from "./checker.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";
import { rememberReplays } from "./replay.ts";
import { checkReportFiles, needEvidence, type ReportRequest, writeReports } from "./report-files.ts";
import { Trust } from "./trust.ts";

export interface CheckRequest extends PlanRequest {
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
  /** Base whose leaks are not new: `git:REF`, or the JSON report of an earlier check; null for none. */
  readonly against: string | null;
  /** Threads that check firmware side by side, and verdicts of before count; null checks all anew in this thread. */
  readonly threads: { readonly jobs: number; readonly keep: boolean } | null;
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
  /** Nothing has changed since an earlier check, which came to this. */
  readonly isKept: boolean;
}

export interface CheckResult {
  readonly document: ReportDocument;
  /** Firmware for which nothing has changed since an earlier check. */
  readonly kept: number;
  /** Suppressions that no leak has; those that were dropped when the baseline was updated. Null without a baseline. */
  readonly stale: readonly Suppression[] | null;
  /** Paths of the reports that were written. */
  readonly written: readonly string[];
  readonly exitCode: number;
}

/**
 * Each firmware is an item of progress as soon as it was judged. Throws a UserError for bad usage; a firmware that does
 * not build is a result. It can be cancelled at any time in threads, else between one firmware and the next.
 */
export async function check(request: CheckRequest, context: TaskContext<CheckItem>): Promise<CheckResult> {
  return Trust.with(request.untrusted, request.targets, async (trust) => {
    const { threads } = request;
    const checker =
      threads === null ? new CheckerHere() : new CheckerInThreads(threads.jobs, trust.cwd, threads.keep);
    const close = () => void checker.close();
    context.signal.addEventListener("abort", close);
    try {
      return await checkPlanned(await planCheck(request, trust), trust, checker, request, context);
    } finally {
      context.signal.removeEventListener("abort", close);
      await checker.close();
    }
  });
}

/** Judges what is planned. Callers that follow single checks give `onProgress`. */
export async function checkPlanned(
  plan: CheckPlan,
  trust: Trust,
  checker: Checker,
  request: CheckRequest,
  context: TaskContext<CheckItem>,
  onProgress?: (index: number, progress: CheckProgress) => void,
): Promise<CheckResult> {
  const { on, signal } = context;
  const { appliances, policies, config, seed } = plan;
  const files = await checkReportFiles(request.reports, request.reportFolder);
  const baseline = request.baseline === null ? null : await openBaseline(request.baseline, trust);
  const evidence = needEvidence(request.reports);
  const total = appliances.length;
  const base = request.against === null ? null : await openBase(request.against, appliances, seed);
  const reported: (FirmwareReport | UnbuiltReport)[] = [];
  const judged: Judged[] = [];
  const warn = onceEach(warningTo(context));
  idleDefinitions(appliances).forEach(warn);
  let kept = 0;
  let against: ReportDocument["against"] = null;
  const { virtualMicros, board, scenario, explore, require, work, untrusted } = request;
  const one: ApplianceRequest = {
    seed,
    virtualMicros,
    board,
    scenario,
    explore,
    require,
    work,
    evidence,
    untrusted,
  };
  const progress = new CheckingProgress(
    appliances.map(({ name }) => name),
    request.threads === null,
    on,
  );
  const stopped = () => stopIfAborted(signal, `${reported.length} of ${plural(total, "firmware")} checked.`);
  const begin = async (index: number) => {
    progress.begin(index);
    // Whoever follows can show what is being done, and cancel it.
    await setImmediate();
    stopped();
    const of = { appliance: appliances[index], loaded: policies[index], request: one };
    const follow = (now: CheckProgress) => {
      progress.at(index, now);
      onProgress?.(index, now);
    };
    return await checker.check(of, follow, signal);
  };
  const take = (index: number, { result, isKept }: Checked) => {
    const { report: fresh, judged: facts, warnings } = result;
    const { maybeForNode, main } = appliances[index];
    if (fresh.kind === "unbuilt" && maybeForNode === true) {
      warn(`${main}: looks like a program for Node and does not build as firmware, so it was not checked.`);
      return;
    }
    warnings.forEach(warn);
    const told = baseline === null ? fresh : compared(fresh, baseline, request.baseline!);
    const report =
      base?.applied({ appliance: appliances[index], loaded: policies[index], request: one, report: told }) ??
      told;
    reported.push(report);
    if (facts !== null) judged.push(facts);
    if (isKept) kept++;
    on({ kind: "item", item: { report, index, total, isKept } });
  };
  try {
    for await (const [index, checked] of inOrder(total, checker.width, begin)) {
      progress.end(index);
      if (base !== null) {
        on(blockingStep(`comparing ${appliances[index].name} with ${request.against}`));
        await setImmediate();
        stopped();
      }
      take(index, checked);
      stopped();
    }
    against = base?.report(request.untrusted === null) ?? null;
  } catch (error) {
    stopped();
    throw error;
  } finally {
    base?.close();
  }
  if (reported.length === 0) throw new UserError("There is no firmware here. Name a main.ts.", EXIT_USAGE);
  if (config !== null && judged.length === total) refuseUnusedSecrets(config, judged);
  const stale = baseline === null ? null : await closeBaseline(baseline, request.baseline!);
  const document: ReportDocument = {
    version: DOCUMENT_VERSION,
    tightlip: VERSION,
    seed,
    baseline: baseline === null ? null : { stale: baseline.stale },
    trust: trust.report(),
    against,
    reported,
  };
  await writeReports(files, document, warn);
  rememberReplays(reported, warn);
  return { document, kept, stale, written: files.map(({ path }) => path), exitCode: exitCode(reported) };
}

/** Only a comparison judges in this thread, and needs what takes long to load. */
async function openBase(source: string, appliances: readonly Appliance[], seed: number): Promise<Base> {
  const { Base } = await import("./against.ts");
  return Base.open(source, appliances, seed);
}

/** Exit code over everything that was checked. */
export function exitCode(reported: readonly Reported[]): number {
  const isBad = (one: Reported) => {
    if (brokenRules(one).length > 0) return true;
    const problems = problemsOf(one);
    return one.kind !== "unbuilt" && (problems === null ? newLeaks(one) : problems).length > 0;
  };
  if (reported.some(isBad)) return EXIT_LEAKS;
  if (reported.some(({ kind }) => kind === "unbuilt")) return EXIT_NOT_BUILT;
  const isOpen = (one: Reported) =>
    untriedRules(one).length > 0 || (problemsOf(one) === null && wordOf(one) === "unknown");
  return reported.some(isOpen) ? EXIT_UNKNOWN : EXIT_DONE;
}

/** Takes each text once. */
function onceEach(take: (text: string) => void): (text: string) => void {
  const taken = new Set<string>();
  return (text) => {
    if (!taken.has(text)) take(text);
    taken.add(text);
  };
}
