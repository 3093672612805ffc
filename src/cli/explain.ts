/** `tightlip explain`: what the rules of findings mean. */
import { closest } from "../closest.ts";
import { ruleList, rulePage } from "../report/explain.ts";
import { findRule, RULES } from "../report/rules.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

interface Options {
  readonly json?: true;
}

export function explainCommand(id: string | undefined, { json }: Options): number {
  const rule = id === undefined ? null : ruleNamed(id);
  if (json) {
    const rules = rule === null ? RULES : [rule];
    process.stdout.write(`${JSON.stringify({ schema: 1, rules }, null, 2)}\n`);
  } else process.stdout.write(rule === null ? ruleList() : rulePage(rule));
  return 0;
}

/** Throws a UserError when there is none. */
function ruleNamed(id: string) {
  const rule = findRule(id);
  if (rule !== null) return rule;
  const guess = closest(
    id,
    RULES.map((known) => known.id),
  );
  const hint = guess === null ? '"tightlip explain" lists them.' : `Did you mean "${guess}"?`;
  throw new UserError(`${id}: no such rule. ${hint}`, EXIT_USAGE);
}
