/** Task `explain`: finds the rules of findings, with their meaning. */
import { closest } from "../closest.ts";
import { EXIT_DONE, EXIT_USAGE } from "../exit-codes.ts";
import { findRule, RULES, type Rule } from "../report/rules.ts";
import { UserError } from "../user-error.ts";

export interface ExplainRequest {
  /** Default: all rules. */
  readonly id?: string;
}

export interface ExplainResult {
  readonly rules: readonly Rule[];
  readonly exitCode: number;
}

/** Throws a UserError for an id that no rule has. */
export function explain({ id }: ExplainRequest): ExplainResult {
  return { rules: id === undefined ? RULES : [ruleNamed(id)], exitCode: EXIT_DONE };
}

function ruleNamed(id: string): Rule {
  const rule = findRule(id);
  if (rule !== null) return rule;
  const guess = closest(
    id,
    RULES.map((known) => known.id),
  );
  const hint = guess === null ? '"tightlip explain" lists them.' : `Did you mean "${guess}"?`;
  throw new UserError(`${id}: no such rule. ${hint}`, EXIT_USAGE);
}
