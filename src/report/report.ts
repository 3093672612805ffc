/** What the reports of a check, in whatever format, have in common. */
import type { Finding } from "../judge/finding.ts";
import type { Suppression } from "../project/baseline.ts";
import type { CheckedAppliance } from "../project/check.ts";

export interface ReportContext {
  /** Of tightlip. */
  readonly version: string;
  readonly seed: number;
  /** Suppressions that match nothing any more; null when there is no baseline. */
  readonly stale: readonly Suppression[] | null;
}

/** Findings that nothing declares; none for what did not build. */
export function leaksOf({ verdict }: CheckedAppliance): Finding[] {
  return (verdict?.findings ?? []).filter(({ release }) => release === null);
}
