/** Branches of the firmware that ran, in words. */
import type { Scope } from "../judge/verdict/scope.ts";
import { plural } from "../plural.ts";

/** Share of the branches that ran, such as `61 of 88 branches ran`. */
export function branchesText({ branches }: Pick<Scope, "branches">): string {
  if (branches === null) return "which branches ran is not known";
  const { ran, total } = branches;
  return total === 0
    ? "its code has no branches to count"
    : `${ran} of ${plural(total, "branch", "branches")} ran`;
}
