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
  readonly owner?: string;
  readonly ticket?: string;
}

/** Options that say something of the leaks that are taken in. */
const OF_UPDATE = ["reason", "expires", "owner", "ticket"] as const;

/** Null when none is asked for. Throws a UserError for options that need one. */
export function baselineRequest({ baseline: file, ...options }: BaselineOptions): BaselineRequest | null {
  const { updateBaseline, reason, expires, owner, ticket } = options;
  if (file !== undefined) {
    const update = {
      reason: reason ?? DEFAULT_REASON,
      expires: expires ?? null,
      owner: owner ?? null,
      ticket: ticket ?? null,
    };
    const alone = OF_UPDATE.find((name) => options[name] !== undefined);
    if (!updateBaseline && alone !== undefined)
      throw new UserError(
        `--${alone} says something of leaks that are taken in; add --update-baseline, or leave it out.`,
        EXIT_USAGE,
      );
    return { file, update: updateBaseline ? update : null };
  }
  const needs = (["updateBaseline", ...OF_UPDATE] as const).find((name) => options[name] !== undefined);
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
