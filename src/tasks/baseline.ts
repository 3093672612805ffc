/** A check's baseline: opened before the work, held against each report, and closed after it. */
import { Baseline } from "../report/baseline.ts";
import { baselineText } from "../report/baseline-file.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import type { Acceptance, Suppression } from "../report/suppression.ts";
import { checkWholeFile, writeWholeFile } from "../whole-file.ts";
import type { Trust } from "./trust.ts";

const BASELINE_MODE = 0o644;

export interface BaselineRequest {
  readonly file: string;
  /** Takes the leaks that are found into it, and drops those that are gone; null to leave it as it is. */
  readonly update: Acceptance | null;
}

/** Throws a UserError for a file that is no baseline, or cannot be written. */
export async function openBaseline({ file, update }: BaselineRequest, trust: Trust): Promise<Baseline> {
  if (update !== null) await checkWholeFile(file);
  const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
  return new Baseline(trust.suppressions(file, update !== null), today);
}

/** The report with what is known of its leaks: after an update, that is all of them. */
export function compared(
  report: FirmwareReport | UnbuiltReport,
  baseline: Baseline,
  { update }: BaselineRequest,
): FirmwareReport | UnbuiltReport {
  if (update !== null) baseline.accept(report, update);
  return baseline.applied(report);
}

/** Suppressions that no leak has. Where the baseline is to be updated, it is written without them. */
export async function closeBaseline(
  baseline: Baseline,
  { file, update }: BaselineRequest,
): Promise<readonly Suppression[]> {
  const { stale } = baseline;
  if (update === null) return stale;
  baseline.dropStale();
  await writeWholeFile(file, [Buffer.from(baselineText(baseline.suppressions))], BASELINE_MODE);
  return stale;
}
