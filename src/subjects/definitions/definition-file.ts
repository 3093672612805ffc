/** Loads a definition, and holds it against the schema of what it defines. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { BadScenario, Scenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import { closest, didYouMean } from "../../closest.ts";
import type { Policy } from "../../judge/policy/policy.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import { knownFields } from "../policy-schema.ts";
import { type DefinitionFile, type Definitions, type Fields, isProgram } from "./definition.ts";
import { lineInData } from "./plain-data.ts";
import { lineInProgram } from "./program-parts.ts";

/** Words for one kind of definition file. */
export interface DefinitionKind {
  /** `policy` */
  readonly noun: string;
  /** `definePolicy` */
  readonly define: string;
}

/** Throws a UserError that names line and field, and says what it may be. */
export async function loadDefinition(
  definitions: Definitions,
  file: DefinitionFile,
  { noun, define }: DefinitionKind,
  schema: v.GenericSchema<unknown, { scenarios?: unknown; safety?: unknown }>,
): Promise<Fields> {
  const loaded = await definitions.load(file, noun);
  if (typeof loaded !== "object" || loaded === null || Array.isArray(loaded)) {
    const must = isProgram(file)
      ? `be the file's default export: export default ${define}({ … })`
      : "have a field a line, such as for: 5m";
    throw new UserError(`${file.shown}: the ${noun} must ${must}.`, EXIT_USAGE);
  }
  const parsed = v.safeParse(schema, loaded);
  if (!parsed.success) {
    const { path, complaint } = describe(parsed.issues[0], schema);
    throw wrongField(file, path, complaint, noun);
  }
  const { scenarios = [], safety = [] } = parsed.output as Pick<Policy, "scenarios" | "safety">;
  for (const [i, data] of scenarios.entries()) refuseBadScenario(file, ["scenarios", `${i}`], data);
  for (const [i, { scenario }] of safety.entries())
    if (scenario !== undefined) refuseBadScenario(file, ["safety", `${i}`, "scenario"], scenario);
  return definitions.admitted(file, withoutUndefined(parsed.output as Fields));
}

function refuseBadScenario(file: DefinitionFile, path: readonly string[], data: ScenarioData): void {
  try {
    Scenario.from(data);
  } catch (error) {
    if (error instanceof BadScenario) throw wrongField(file, path, error.message);
    throw error;
  }
}

/** The error for one field of a file. Without `whole`, the complaint says itself what it is about. */
export function wrongField(
  file: DefinitionFile,
  path: readonly string[],
  complaint: string,
  whole?: string,
): UserError {
  const line = lineOf(file, path);
  const subject =
    whole === undefined ? "" : path.length === 0 ? `the ${whole} ` : `${JSON.stringify(path.join("."))} `;
  return new UserError(
    `${file.shown}: ${line === null ? "" : `line ${line}: `}${subject}${complaint}`,
    EXIT_USAGE,
  );
}

/** 1-based; null when the file cannot be read or parsed. */
function lineOf(file: DefinitionFile, path: readonly string[]): number | null {
  let text: string;
  try {
    text = readFileSync(file.path, "utf8");
  } catch {
    return null;
  }
  return isProgram(file) ? lineInProgram(text, path) : lineInData(text, path);
}

/** A field that is there and undefined says as little as one that is not there. */
function withoutUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function describe(
  issue: v.BaseIssue<unknown>,
  schema: unknown,
  above: readonly string[] = [],
): { readonly path: readonly string[]; readonly complaint: string } {
  const path = [...above, ...(issue.path ?? []).map((item) => String(item.key))];
  // Of the shapes that a value may have, the one that it resembles.
  const inner = issue.issues?.find((i) => i.path !== undefined);
  if (inner !== undefined) return describe(inner, schema, path);
  const name = path.at(-1) ?? "";
  if (issue.type === "strict_object" && issue.path !== undefined) {
    if (issue.expected !== "never") return { path: path.slice(0, -1), complaint: `has no "${name}".` };
    const known = knownFields(schema, path.slice(0, -1));
    const guess = closest(name, known);
    const hint = guess === null ? `Known are ${known.join(", ")}.` : `Did you mean "${guess}"?`;
    return { path, complaint: `is not known. ${hint}` };
  }
  const received = typeof issue.input === "string" ? JSON.stringify(issue.input) : kindWords(issue.received);
  const expected = issue.kind === "validation" ? issue.message : (issue.expected ?? issue.message);
  const choices = [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  const allowed = choices.length > 0 ? choices.join(", ") : kindWords(expected);
  const hint = typeof issue.input === "string" ? didYouMean(issue.input, choices) : "";
  return { path, complaint: `is ${received}, which it can not be. It can be: ${allowed}.${hint}` };
}

/** Kinds of values as the schema library names them, and as people do. */
const KINDS: Readonly<Record<string, string>> = {
  ...{ Array: "a list", Object: "an object", Function: "a function" },
  ...{ string: "text", number: "a number", boolean: "true or false" },
};

function kindWords(kinds: string): string {
  return kinds
    .replace(/^\((.*)\)$/, "$1")
    .split(" | ")
    .map((kind) => KINDS[kind] ?? kind)
    .join(" or ");
}
