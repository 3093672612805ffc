/** Reads the JSON report of a check back, as far as versions are compared by it. */
import * as v from "valibot";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import type { Version } from "../judge/compare/versions.ts";
import { DEGREES } from "../judge/policy/degree.ts";
import { settingsOf } from "../report/report-version.ts";
import { EXIT_NOT_BUILT, EXIT_USAGE, UserError } from "../user-error.ts";

/** The version of the format that is read. */
const SCHEMA = 1;

const ComparedFinding = v.looseObject({
  secret: v.string(),
  observer: v.picklist(OBSERVERS),
  channel: v.picklist(CHANNELS),
  degree: v.picklist(DEGREES),
  to: v.nullable(v.string()),
  release: v.nullable(v.string()),
  bits: v.nullable(v.looseObject({ low: v.number(), high: v.number() })),
  source: v.nullable(v.looseObject({ file: v.string(), line: v.number(), stack: v.array(v.string()) })),
});

const Report = v.looseObject({
  seed: v.number(),
  appliances: v.array(
    v.looseObject({
      name: v.string(),
      image: v.nullable(v.string()),
      verdict: v.picklist(["keeps", "leaks", "unknown"]),
      reason: v.string(),
      secrets: v.array(v.looseObject({ name: v.string(), exercised: v.boolean() })),
      notJudged: v.array(v.string()),
      findings: v.array(ComparedFinding),
    }),
  ),
});

export interface LoadedReport {
  readonly seed: number;
  readonly versions: readonly Version[];
}

/** Throws a UserError for what is no report, one of another format, or one about firmware that did not build. */
export function readReport(file: string, text: string): LoadedReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw notReadable(file);
  }
  const schema = typeof json === "object" && json !== null && "schema" in json ? json.schema : undefined;
  if (typeof schema === "number" && schema !== SCHEMA)
    throw new UserError(
      `${file}: is of schema ${schema}, this tightlip reads schema ${SCHEMA}. Make it again with "tightlip check --json".`,
      EXIT_USAGE,
    );
  const parsed = v.safeParse(Report, json);
  if (schema === undefined || !parsed.success) throw notReadable(file);
  const { seed, appliances } = parsed.output;
  return {
    seed,
    versions: appliances.map(({ name, image, verdict, reason, secrets, notJudged, findings }) => {
      if (image === null) throw new UserError(`${file}: ${name} did not build.`, EXIT_NOT_BUILT);
      return {
        name,
        image,
        verdict: { word: verdict, reason },
        secrets,
        findings,
        settings: settingsOf(secrets, notJudged),
        flows: null,
        credentials: null,
        functions: null,
      };
    }),
  };
}

function notReadable(file: string): UserError {
  return new UserError(
    `${file}: is neither a firmware, a built image, a saved tape nor a report of "tightlip check --json".`,
    EXIT_USAGE,
  );
}
