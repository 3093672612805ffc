/** Loads a file of the user's own that defines something: TypeScript with a default export of a given shape. */
import { resolve } from "node:path";
import * as v from "valibot";
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { closest } from "../closest.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { lineOf } from "./field-line.ts";
import { knownFields } from "./policy-schema.ts";

/** How such a file is spoken of. */
export interface DefinitionKind {
  /** `policy` */
  readonly noun: string;
  /** `definePolicy` */
  readonly define: string;
}

/** Throws a UserError that names line and field, and says what it may be. */
export async function loadDefinition(
  file: string,
  { noun, define }: DefinitionKind,
  schema: v.GenericSchema<unknown, { scenarios?: unknown }>,
): Promise<Readonly<Record<string, unknown>>> {
  const loaded = await loadDefaultExport(file, noun);
  if (typeof loaded !== "object" || loaded === null || Array.isArray(loaded)) {
    throw new UserError(
      `${file}: the ${noun} must be the file's default export: export default ${define}({ … }).`,
      EXIT_USAGE,
    );
  }
  const parsed = v.safeParse(schema, loaded);
  if (!parsed.success) {
    const { path, complaint } = describe(parsed.issues[0], schema);
    throw wrongField(file, path, complaint, noun);
  }
  const scenarios = (parsed.output.scenarios ?? []) as readonly ScenarioData[];
  for (const [i, data] of scenarios.entries()) {
    try {
      Scenario.from(data);
    } catch (error) {
      if (error instanceof BadScenario) throw wrongField(file, ["scenarios", `${i}`], error.message);
      throw error;
    }
  }
  return parsed.output as Readonly<Record<string, unknown>>;
}

/** The error for one field of a file. Without `whole`, the complaint says itself what it is about. */
export function wrongField(
  file: string,
  path: readonly string[],
  complaint: string,
  whole?: string,
): UserError {
  const line = lineOf(file, path);
  const subject =
    whole === undefined ? "" : path.length === 0 ? `the ${whole} ` : `${JSON.stringify(path.join("."))} `;
  return new UserError(`${file}: ${line === null ? "" : `line ${line}: `}${subject}${complaint}`, EXIT_USAGE);
}

/** Default export of a TypeScript file. `noun`: how the file is spoken of. Throws a UserError when it cannot be loaded. */
export async function loadDefaultExport(file: string, noun = "file"): Promise<unknown> {
  try {
    return await defaultExport(file);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserError(`${file}: the ${noun} cannot be loaded: ${message}`, EXIT_USAGE, { cause: error });
  }
}

async function defaultExport(file: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  // Such files import the library by the package's name: they get the one that is running.
  const entry = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url);
  const jiti = createJiti(import.meta.url, {
    virtualModules: { tightlip: await import(entry.href) },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  return (await jiti.import<{ default?: unknown }>(resolve(file))).default;
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
  const received = typeof issue.input === "string" ? `"${issue.input}"` : issue.received;
  const choices = [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  const guess = typeof issue.input === "string" ? closest(issue.input, choices) : null;
  const allowed = choices.length > 0 ? choices.join(", ") : (issue.expected ?? issue.message);
  const hint = guess === null ? "" : ` Did you mean "${guess}"?`;
  return { path, complaint: `is ${received}, which it can not be. It can be: ${allowed}.${hint}` };
}
