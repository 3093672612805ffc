/** `--baseline` and the options that go with it. */
import type { Suppression } from "../report/suppression.ts";
import type { BaselineRequest } from "../tasks/baseline.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { warn } from "./failure.ts";

/** Of leaks that are taken into a baseline without another. */
const DEFAULT_REASON = "present when the baseline was made";

export interface BaselineOptions {
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly reason?: string;
  /** `YYYY-MM-DD` */
  readonly expires?: string;
}

/** Null when none is asked for. Throws a UserError for options that need one. */
export function baselineRequest({ baseline: file, ...options }: BaselineOptions): BaselineRequest | null {
  const { updateBaseline, reason, expires } = options;
  if (file !== undefined) {
    const update = { reason: reason ?? DEFAULT_REASON, expires: expires ?? null };
    return { file, update: updateBaseline ? update : null };
  }
  const needs = (["updateBaseline", "reason", "expires"] as const).find(
    (name) => options[name] !== undefined,
  );
  if (needs === undefined) return null;
  const flag = needs === "updateBaseline" ? "update-baseline" : needs;
  throw new UserError(`--${flag} needs --baseline FILE.`, EXIT_USAGE);
}

/** Says which entries no leak has. */
export function warnOfStale(stale: readonly Suppression[], { file, update }: BaselineRequest): void {
  for (const { rule, secret, observer, main, fingerprint } of stale) {
    const what = `${rule}, ${secret} to ${observer}, in ${main} (${fingerprint.slice(0, 8)})`;
    warn(`${file}: ${update === null ? "stale" : "dropped"}: ${what}: none of the leaks found is this one.`);
  }
}
