/** Task `diff`: compares what two versions of a firmware tell whom. */
import type { ScenarioData } from "../../sim/home/scenario.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import { compareVersions } from "../judge/compare/versions.ts";
import type { DiffDocument } from "../report/diff-json.ts";
import { DIFF_FILE } from "../report/formats.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { type TaskContext, warningTo } from "./progress.ts";
import { checkReportFiles, type ReportRequest, writeReport } from "./report-files.ts";
import { tapedPairs } from "./taped-pairs.ts";
import { judgedPairs, sourcesOf, type VersionSource } from "./version-source.ts";

export interface DiffRequest {
  /** The versions: source, a built image, a saved tape, or a report of a check. */
  readonly old: string;
  readonly new: string;
  /** Null for that of a report, else the config's. */
  readonly seed: number | null;
  readonly virtualMicros: number | null;
  readonly board: string | null;
  readonly scenario: ScenarioData | null;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
  /** All of them HTML. */
  readonly reports: readonly ReportRequest[];
  /** Folder of the reports that have no path. */
  readonly reportFolder: string;
}

export interface DiffResult {
  readonly document: DiffDocument;
  /** Paths of the reports that were written. */
  readonly written: readonly string[];
  readonly exitCode: number;
}

/** Throws a UserError for bad input, BuildFailed for source that does not compile. */
export async function diff(request: DiffRequest, context: TaskContext): Promise<DiffResult> {
  const files = await checkReportFiles(request.reports, request.reportFolder, () => DIFF_FILE);
  const { kind, seed, pairs } = await pairsOf(request, context);
  const compared = pairs.map((pair) => ({ ...pair, difference: compareVersions(pair.old, pair.new) }));
  const isUnknown = compared.some((pair) => pair.new?.verdict?.word === "unknown");
  const isMore = compared.some(({ difference }) => difference.more);
  const document = { tightlip: VERSION, seed, kind, compared };
  if (files.length > 0) {
    const { diffPage } = await import("../report/html/diff-page.tsx");
    for (const file of files) await writeReport(file, diffPage(document), warningTo(context));
  }
  return {
    document,
    written: files.map(({ path }) => path),
    exitCode: isMore ? EXIT_LEAKS : isUnknown ? EXIT_UNKNOWN : EXIT_DONE,
  };
}

async function pairsOf(request: DiffRequest, context: TaskContext) {
  const { old, now, close } = sourcesOf(request.old, request.new);
  try {
    return await pairsFrom(old, now, request, context);
  } finally {
    close();
  }
}

async function pairsFrom(old: VersionSource, now: VersionSource, request: DiffRequest, context: TaskContext) {
  if (old.kind === "tape" && now.kind === "tape")
    return { kind: "tapes", ...(await tapedPairs(old.target, now.target)) } as const;
  if (old.kind !== "tape" && now.kind !== "tape")
    return { kind: "judged", ...(await judgedPairs(old, now, request, context)) } as const;
  throw new UserError(
    `${old.target} and ${now.target}: a saved tape can be compared with another tape only, since it does not tell which bytes are secret.`,
    EXIT_USAGE,
  );
}
