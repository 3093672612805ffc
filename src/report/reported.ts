/** Questions that every format asks of what is reported. */
import type { VerdictWord } from "../judge/policy/policy.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import { branchesText } from "./branches.ts";
import type { FirmwareReport, Problem, Reported, ReportedFinding, ReportedSafety } from "./document.ts";

/** Null of what did not build. */
export function wordOf(reported: Reported): VerdictWord | null {
  return reported.kind === "unbuilt" ? null : reported.verdict.word;
}

/** One line; of what did not build, the first of its message. */
export function reasonOf(reported: Reported): string {
  switch (reported.kind) {
    case "firmware":
      return firmwareReason(reported);
    case "unbuilt":
      return reported.message.split("\n")[0];
    case "capture":
      return reported.verdict.reason;
  }
}

/** A `keeps` says how much of the code it speaks of. */
function firmwareReason({ verdict: { because, scope } }: FirmwareReport): string {
  const reason = reasonText(because);
  return because.kind === "keeps" ? `${reason}; ${branchesText(scope)}` : reason;
}

export function findingsOf(reported: Reported): readonly ReportedFinding[] {
  switch (reported.kind) {
    case "firmware":
      return reported.verdict.findings;
    case "unbuilt":
      return [];
    case "capture":
      return reported.findings;
  }
}

/** Findings that nothing allows. */
export function leaksOf(reported: Reported): ReportedFinding[] {
  return findingsOf(reported).filter(({ allowed }) => allowed === null);
}

/** Leaks that no baseline accepts, or accepts no longer, and that the base of the check did not have. */
export function newLeaks(reported: Reported): ReportedFinding[] {
  return leaksOf(reported).filter(({ known, before }) => known?.expired !== false && !before);
}

/** It leaks, and no leak is new: a baseline accepts each, or the base has it. */
export function isAccepted(reported: Reported): boolean {
  return wordOf(reported) === "leaks" && newLeaks(reported).length === 0;
}

/** Differences from what a policy expects; null when it expects nothing. */
export function problemsOf(reported: Reported): readonly Problem[] | null {
  return reported.kind === "capture" ? null : (reported.expected?.problems ?? null);
}

/** Safety rules of its policy. */
export function safetyOf(reported: Reported): readonly ReportedSafety[] {
  return reported.kind === "firmware" ? reported.verdict.safety : [];
}

/** Safety rules that do not hold. */
export function brokenRules(reported: Reported): ReportedSafety[] {
  return safetyOf(reported).filter(({ outcome }) => outcome === "fails");
}

/** Safety rules of which nothing can be said, although it was searched for. */
export function untriedRules(reported: Reported): ReportedSafety[] {
  return safetyOf(reported).filter(({ outcome, searched }) => outcome === "untried" && searched);
}

/** Its policy expects something, and that is all: no safety rule is broken. */
export function isAsExpected(reported: Reported): boolean {
  return problemsOf(reported)?.length === 0 && brokenRules(reported).length === 0;
}

/** Nobody has to look at it: it keeps its secrets, is as its policy expects, or has no new leak; and is safe. */
export function isFine(reported: Reported): boolean {
  if (brokenRules(reported).length > 0 || untriedRules(reported).length > 0) return false;
  const keeps = problemsOf(reported) === null && wordOf(reported) === "keeps";
  return keeps || isAsExpected(reported) || isAccepted(reported);
}

/** A secret of a report. What a capture does not show, the appliance may have used all the same: null. */
export interface ReportedSecret {
  readonly name: string;
  readonly exercised: boolean | null;
}

export function secretsOf(reported: Reported): readonly ReportedSecret[] {
  switch (reported.kind) {
    case "firmware":
      return reported.verdict.secrets;
    case "unbuilt":
      return [];
    case "capture":
      return reported.capture.secrets.map(({ name }) => ({ name, exercised: null }));
  }
}

/** SHA-256 of the image; null of what has none. */
export function imageOf(reported: Reported): string | null {
  return reported.kind === "firmware" ? reported.image : null;
}

/** Names of secrets that ship with a firmware. */
export function ownSecrets(reported: Reported): string[] {
  if (reported.kind !== "firmware") return [];
  return reported.verdict.secrets.filter(({ fingerprint }) => fingerprint === null).map(({ name }) => name);
}
