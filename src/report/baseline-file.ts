/** Reads and writes the file that a baseline is kept in: JSON, to be committed and reviewed with the firmware. */
import * as v from "valibot";
import { didYouMean } from "../closest.ts";
import { isDay } from "../day.ts";
import { refuseLinkOut } from "../no-links.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Suppression } from "./suppression.ts";

/** The version of the format. */
const SCHEMA = 1;

/** Larger than any baseline; some 30,000 leaks. */
const MAX_BYTES = 16 * 2 ** 20;

const Text = v.pipe(v.string("must be text"), v.regex(/\S/, "must not be empty"));

const SuppressionSchema = v.strictObject({
  fingerprint: v.pipe(v.string("must be text"), v.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")),
  main: Text,
  rule: Text,
  secret: Text,
  observer: Text,
  to: v.nullable(v.string("must be text or null")),
  reason: v.pipe(
    v.string("must say why the leak is accepted"),
    v.regex(/\S/, "must say why the leak is accepted"),
  ),
  expires: v.nullable(
    v.pipe(v.string("must be a day or null"), v.check(isDay, "must be a day, such as 2027-01-31")),
  ),
  owner: v.optional(v.nullable(Text), null),
  ticket: v.optional(v.nullable(Text), null),
});

const FileSchema = v.strictObject({
  schema: v.literal(SCHEMA),
  suppressions: v.array(SuppressionSchema, "must be a list"),
});

/** Throws a UserError that names the field. With `create`, a file that is not there has no suppressions. */
export function readBaseline(file: string, create: boolean): Suppression[] {
  let text: string;
  refuseLinkOut(file);
  try {
    text = readPlainFile(file, { maxBytes: MAX_BYTES }).toString("utf8");
  } catch (cause) {
    if (cause instanceof NotPlain) throw new UserError(`${file}: ${cause.why}.`, EXIT_USAGE, { cause });
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    if (code === "ENOENT" && create) return [];
    const hint =
      code === "ENOENT" ? "there is no such file; --update-baseline makes it" : `cannot be read (${code})`;
    throw new UserError(`${file}: ${hint}.`, EXIT_USAGE, { cause });
  }
  return parseBaseline(file, text);
}

/** Throws a UserError that names the field. */
export function parseBaseline(file: string, text: string): Suppression[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file}: is not JSON; is it a baseline?`, EXIT_USAGE, { cause });
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new UserError(
      `${file}: is no baseline: it must be an object with schema and suppressions.`,
      EXIT_USAGE,
    );
  const schema = "schema" in json ? json.schema : undefined;
  if (typeof schema === "number" && schema !== SCHEMA)
    throw new UserError(`${file}: is of schema ${schema}, this tightlip reads schema ${SCHEMA}.`, EXIT_USAGE);
  const parsed = v.safeParse(FileSchema, json);
  if (!parsed.success) throw new UserError(`${file}: ${complaint(parsed.issues[0])}`, EXIT_USAGE);
  const { suppressions } = parsed.output;
  const seen = new Set<string>();
  for (const { fingerprint } of suppressions) {
    if (seen.has(fingerprint))
      throw new UserError(`${file}: has ${fingerprint} twice; remove one.`, EXIT_USAGE);
    seen.add(fingerprint);
  }
  return suppressions;
}

export function baselineText(suppressions: readonly Suppression[]): string {
  const entries = suppressions.map(({ owner, ticket, ...entry }) => ({
    ...entry,
    ...(owner !== null && { owner }),
    ...(ticket !== null && { ticket }),
  }));
  return `${JSON.stringify({ schema: SCHEMA, suppressions: entries }, null, 2)}\n`;
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const field = JSON.stringify(path.join("."));
  if (issue.kind === "schema" && issue.type === "strict_object" && issue.expected === "never")
    return `${field} is not known.${didYouMean(path.at(-1)!, Object.keys(SuppressionSchema.entries))}`;
  if (issue.received === "undefined") return `${field} is missing.`;
  return `${field} ${issue.kind === "schema" && issue.type === "literal" ? `must be ${SCHEMA}` : issue.message}.`;
}
