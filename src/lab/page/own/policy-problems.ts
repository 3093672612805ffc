/** Problems of a policy that the learner writes, by kind, in the page's language. */
import * as v from "valibot";
import { type ScenarioProblem, scenarioProblem } from "../../../../sim/home/scenario.ts";
import { type StepProblem, VERB_NAMES } from "../../../../sim/home/verbs/verbs.ts";
import type { Policy } from "../../../judge/policy/policy.ts";
import { PolicySchema, WANTED } from "../../../subjects/policy-schema.ts";
import { t } from "../language.ts";

type Issue = v.InferIssue<typeof PolicySchema>;

/** The policy that a text is. Throws an Error that says in a line what is wrong with it. */
export function policyOf(text: string): Policy {
  const data = v.safeParse(PolicySchema, parsed(text));
  if (!data.success) throw new Error(issueWords(data.issues[0]));
  const ofRules = (data.output.safety ?? []).flatMap(({ scenario }) => scenario ?? []);
  for (const one of [...(data.output.scenarios ?? []), ...ofRules]) {
    const problem = scenarioProblem(one);
    if (problem !== null) throw new Error(scenarioWords(problem));
  }
  return data.output as Policy;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(t("policy.notJson", { english: (error as Error).message }));
  }
}

function issueWords(issue: Issue): string {
  const why = whyOf(issue);
  const field = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  return field === "" ? why : t("policy.field", { field, why });
}

function whyOf({ type, expected, received, message }: Issue): string {
  const [wanted] = Object.entries(WANTED).find(([, text]) => text === message) ?? [];
  if (wanted !== undefined) return t(`policy.wanted.${wanted}`);
  if (received === "undefined") return t("policy.missing", { expected: expected ?? "" });
  if (type === "strict_object" && expected === "never") return t("policy.unknownField");
  if (type === "picklist") return t("policy.notOneOf", { received, expected: expected ?? "" });
  return expected === null ? message : t("policy.wrongType", { received, expected });
}

function scenarioWords(problem: ScenarioProblem): string {
  if (problem.kind === "no steps") return t("policy.noSteps");
  const { scenario, number, problem: step } = problem;
  return t("policy.step", { scenario, number, why: stepWords(step) });
}

function stepWords(problem: StepProblem): string {
  switch (problem.kind) {
    case "no verb":
      return t("policy.noVerb");
    case "unknown verb":
      return t("policy.unknownVerb", { verb: problem.verb, verbs: VERB_NAMES.join(t("listGap")) });
    case "bad field":
      return t("policy.badField", { verb: problem.verb, field: problem.field, wanted: problem.wanted });
    case "unknown field":
      return t("policy.unknownStepField", { verb: problem.verb, field: problem.field });
  }
}
