/** `--baseline`: which leaks are known, and taking in those that are not. */
import { Baseline } from "../report/baseline.ts";
import { baselineText, readBaseline } from "../report/baseline-file.ts";
import type { CheckedAppliance } from "../tasks/check.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { checkWholeFile, writeWholeFile } from "../whole-file.ts";
import { warn } from "./failure.ts";

/** Of leaks that are taken into a baseline without another. */
const DEFAULT_REASON = "present when the baseline was made";
const BASELINE_MODE = 0o644;

export interface BaselineOptions {
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly reason?: string;
  /** `YYYY-MM-DD` */
  readonly expires?: string;
}

/** Null when none is asked for. */
export async function openBaseline({
  baseline: file,
  ...options
}: BaselineOptions): Promise<Baseline | null> {
  if (file === undefined) {
    const needs = (["updateBaseline", "reason", "expires"] as const).find(
      (name) => options[name] !== undefined,
    );
    if (needs === undefined) return null;
    const flag = needs === "updateBaseline" ? "update-baseline" : needs;
    throw new UserError(`--${flag} needs --baseline FILE.`, EXIT_USAGE);
  }
  if (options.updateBaseline) await checkWholeFile(file);
  const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
  return new Baseline(readBaseline(file, options.updateBaseline === true), today);
}

/** The result with what is known of its leaks: after an update, that is all of them. */
export function compared(
  result: CheckedAppliance,
  baseline: Baseline,
  { updateBaseline, reason, expires }: BaselineOptions,
): CheckedAppliance {
  if (updateBaseline) baseline.accept(result, reason ?? DEFAULT_REASON, expires ?? null);
  return baseline.applied(result);
}

/** Says what is stale in it; where it is to be updated, writes it without that. */
export async function closeBaseline(
  baseline: Baseline,
  { baseline: file, updateBaseline }: BaselineOptions,
): Promise<void> {
  for (const { rule, secret, observer, main, fingerprint } of baseline.stale) {
    const what = `${rule}, ${secret} to ${observer}, in ${main} (${fingerprint.slice(0, 8)})`;
    warn(`${file}: ${updateBaseline ? "dropped" : "stale"}: ${what}: none of the leaks found is this one.`);
  }
  if (!updateBaseline) return;
  baseline.dropStale();
  await writeWholeFile(file!, [Buffer.from(baselineText(baseline.suppressions))], BASELINE_MODE);
}
