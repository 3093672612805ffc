/** What reports in every format are made of: what was checked or scanned, and what came of it. */

import type { VerdictWord } from "../judge/policy/policy.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { KnownLeak, Suppression } from "./baseline.ts";
import type { EvidenceRoom } from "./evidence.ts";
import type { ShownSource } from "./shown-source.ts";

export interface ReportContext {
  /** Of tightlip. */
  readonly version: string;
  /** Null where nothing is made from one. */
  readonly seed: number | null;
  /** Suppressions that match nothing any more; null when there is no baseline. */
  readonly stale: readonly Suppression[] | null;
}

/** A verdict with its reason in words. */
export type ReportedVerdict = Omit<Verdict, "because" | "notes" | "valuesTried" | "identities"> & {
  readonly reason: string;
};

/** A firmware that was checked, or a capture that was scanned. */
export interface Reported {
  readonly name: string;
  /** The firmware's entry, relative to its project's root, or the capture's file. */
  readonly main: string;
  /** SHA-256 of the firmware; null of a capture, and of what did not build. */
  readonly image: string | null;
  /** Null of what did not build; then `failure` says why. */
  readonly verdict: ReportedVerdict | null;
  readonly failure: string | null;
  /** What its policy expects, and what is different; null when it expects nothing. */
  readonly expected: VerdictWord | null;
  readonly problems: readonly string[] | null;
  /** Leaks that a baseline knows. */
  readonly known: ReadonlyMap<Finding, KnownLeak>;
  /** The moment that times are counted from; null where there are none. */
  readonly since: string | null;
  /** What the verdict rests on, a sentence or two each. */
  readonly scope: readonly string[];
  /** Null of what has none, or did not build. */
  readonly source: ShownSource | null;
  readonly room: EvidenceRoom | null;
  /** `file:line`, or the place in a capture. */
  where(finding: Finding): string;
  /** A command that shows the finding again. */
  replay(finding: Finding): string;
  /** The reason for a declared flow. */
  why(release: string): string;
  /** As the JSON report has it; what a baseline says is in it when there is one. */
  json(hasBaseline: boolean): object;
}

/** Findings that nothing declares; none for what did not build. */
export function leaksOf({ verdict }: Pick<Reported, "verdict">): Finding[] {
  return (verdict?.findings ?? []).filter(({ allowed }) => allowed === null);
}
