/** Scope of a verdict as the JSON reports have it. */
import type { Verdict } from "../judge/verdict/check.ts";

export function scopeObject({
  scope,
  scenarios,
  exploration,
}: Pick<Verdict, "scope" | "scenarios" | "exploration">) {
  const { branches, notRun, timersPending, values, identities, unset, missingMembers, steps, notLookedFor } =
    scope;
  return {
    branches,
    notRun,
    timersPending:
      timersPending?.map(({ dueMicros, place }) => ({
        atMicros: dueMicros,
        file: place?.file ?? null,
        line: place?.line ?? null,
      })) ?? null,
    values,
    identities,
    unset,
    missing: missingMembers,
    steps,
    notLookedFor,
    scenarios,
    search: exploration,
  };
}
