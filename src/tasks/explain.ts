/** Task `explain`: finds rules of findings and topics of verdicts, with their meaning. */
import { closest } from "../closest.ts";
import { EXIT_DONE, EXIT_USAGE } from "../exit-codes.ts";
import { findRule, RULES, type Rule } from "../report/rules.ts";
import { findTopic, TOPICS, type Topic } from "../report/topics.ts";
import { UserError } from "../user-error.ts";

export interface ExplainRequest {
  /** Of a rule or a topic; default: all. */
  readonly id?: string;
}

export interface ExplainResult {
  readonly rules: readonly Rule[];
  readonly topics: readonly Topic[];
  readonly exitCode: number;
}

/** Throws a UserError for an id that neither a rule nor a topic has. */
export function explain({ id }: ExplainRequest): ExplainResult {
  if (id === undefined) return { rules: RULES, topics: TOPICS, exitCode: EXIT_DONE };
  const [rule, topic] = [findRule(id), findTopic(id)];
  if (rule === null && topic === null) throw unknown(id);
  return {
    rules: rule === null ? [] : [rule],
    topics: topic === null ? [] : [topic],
    exitCode: EXIT_DONE,
  };
}

function unknown(id: string): UserError {
  const guess = closest(
    id,
    [...RULES, ...TOPICS].map((known) => known.id),
  );
  const hint = guess === null ? '"tightlip explain" lists them.' : `Did you mean "${guess}"?`;
  return new UserError(`${id}: no such rule or topic. ${hint}`, EXIT_USAGE);
}
