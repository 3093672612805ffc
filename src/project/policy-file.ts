/** Loads and checks the policy beside a firmware. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { parseDuration } from "../../sim/duration.ts";
import { BadScenario, Scenario } from "../../sim/scenario.ts";
import { CHANNELS, OBSERVERS } from "../../sim/tape.ts";
import { closest } from "../closest.ts";
import type { Policy } from "../judge/policy.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

const DEGREES = ["clear", "encoded", "derived", "implicit"] as const;
const KINDS = ["ssid", "passphrase", "hex-key", "token", "pin", "word", "non-ascii"] as const;
const PAIRS = ["different", "longer", "one bit", "anagram", "shared prefix", "equal crc32", "word"] as const;
const VERDICTS = ["keeps", "leaks", "unknown"] as const;
const PLATFORM = [
  "platform/join",
  "platform/store",
  "platform/settings-read",
  "platform/air",
  "platform/sealed",
] as const;

const Duration = v.pipe(
  v.string(),
  v.check((text) => parseDuration(text) !== null, "a duration such as 500ms, 60s, 5m or 24h"),
);

const SecretSchema = v.strictObject({
  name: v.string(),
  setting: v.optional(v.string()),
  kind: v.optional(v.picklist(KINDS)),
});

const ReleaseSchema = v.strictObject({
  name: v.string(),
  secret: v.string(),
  observer: v.picklist(OBSERVERS),
  why: v.string(),
  channel: v.picklist(CHANNELS),
  to: v.optional(v.string()),
  field: v.optional(v.string()),
  computes: v.optional(v.function()),
  after: v.optional(v.record(v.string(), v.unknown())),
  until: v.optional(v.record(v.string(), v.unknown())),
});

/** Steps are checked by the scenario itself, which knows them. */
const ScenarioSchema = v.looseObject({ name: v.string(), steps: v.array(v.unknown()) });

const PolicySchema = v.strictObject({
  secrets: v.optional(v.array(v.union([v.string(), SecretSchema]))),
  for: v.optional(Duration),
  scenarios: v.optional(v.array(ScenarioSchema)),
  releases: v.optional(v.array(ReleaseSchema)),
  judge: v.optional(v.picklist(["device", "home"])),
  stockWifiLog: v.optional(v.boolean()),
  servers: v.optional(v.record(v.string(), v.function())),
  pairs: v.optional(v.array(v.picklist(PAIRS))),
  without: v.optional(v.array(v.picklist(PLATFORM))),
  profile: v.optional(v.picklist(["strict"])),
  expected: v.optional(
    v.strictObject({
      verdict: v.picklist(VERDICTS),
      findings: v.optional(
        v.array(
          v.strictObject({
            secret: v.string(),
            observer: v.picklist(OBSERVERS),
            degree: v.picklist(DEGREES),
            bits: v.optional(v.number()),
          }),
        ),
      ),
    }),
  ),
});

/** Throws a UserError that names the field and what it may be. */
export async function loadPolicy(file: string): Promise<Policy> {
  const { createJiti } = await import("jiti");
  // Inside of dist/ the library's entry lies two folders up; policies import it by the package's name.
  const entry = fileURLToPath(
    new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url),
  );
  const jiti = createJiti(import.meta.url, {
    alias: { tightlip: entry },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  let loaded: unknown;
  try {
    loaded = (await jiti.import<{ default?: unknown }>(resolve(file))).default;
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserError(`${file}: the policy cannot be loaded: ${message}`, EXIT_USAGE, { cause: error });
  }
  if (typeof loaded !== "object" || loaded === null || Array.isArray(loaded)) {
    throw new UserError(
      `${file}: the policy must be the file's default export: export default definePolicy({ … }).`,
      EXIT_USAGE,
    );
  }
  const parsed = v.safeParse(PolicySchema, loaded);
  if (parsed.success) {
    try {
      for (const data of parsed.output.scenarios ?? []) Scenario.from(data);
    } catch (error) {
      if (error instanceof BadScenario) throw new UserError(`${file}: ${error.message}`, EXIT_USAGE);
      throw error;
    }
    return parsed.output as unknown as Policy;
  }
  throw new UserError(`${file}: ${describe(parsed.issues[0], file)}`, EXIT_USAGE);
}

function describe(issue: v.BaseIssue<unknown>, file: string): string {
  const path = issue.path?.map((item) => String(item.key)).join(".") ?? "";
  const received = typeof issue.input === "string" ? `"${issue.input}"` : issue.received;
  const line = lineOf(file, issue);
  const where = `${line === null ? "" : `line ${line}: `}${path === "" ? "the policy" : `"${path}"`}`;
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = Object.keys(PolicySchema.entries);
    const guess = closest(String(issue.path?.at(-1)?.key), known);
    return `${where} is not known.${guess === null ? ` Known are ${known.join(", ")}.` : ` Did you mean "${guess}"?`}`;
  }
  const choices = [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  const guess = typeof issue.input === "string" ? closest(issue.input, choices) : null;
  const allowed = choices.length > 0 ? choices.join(", ") : (issue.expected ?? issue.message);
  return `${where} is ${received}, which it can not be. It can be: ${allowed}.${guess === null ? "" : ` Did you mean "${guess}"?`}`;
}

/** The line on which the offending text stands; null when it is not found literally. */
function lineOf(file: string, issue: v.BaseIssue<unknown>): number | null {
  const wanted = typeof issue.input === "string" ? issue.input : String(issue.path?.at(-1)?.key ?? "");
  if (wanted === "") return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((text) => text.includes(wanted));
  return at < 0 ? null : at + 1;
}
