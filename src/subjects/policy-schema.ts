/** Schemas of a policy and of a config. */
import * as v from "valibot";
import { parseDuration } from "../../sim/tape/duration.ts";
import { CHANNELS, OBSERVERS, PLATFORM_MECHANISMS, platformReleaseOf } from "../../sim/tape/tape.ts";
import { LEAK_DEGREES } from "../judge/policy/degree.ts";
import { isShare, SHARE } from "../share.ts";

const KINDS = ["ssid", "passphrase", "hex-key", "token", "pin", "word", "non-ascii"] as const;
const PAIRS = ["different", "longer", "one bit", "anagram", "shared prefix", "equal crc32", "word"] as const;
const VERDICTS = ["keeps", "leaks", "unknown"] as const;
/** Those that policies know by their own name. */
const PLATFORM = PLATFORM_MECHANISMS.filter((mechanism) => platformReleaseOf(mechanism).partOf === undefined);

/** Texts that have a form of their own, in words that end "must be". */
export const WANTED = {
  duration: "a duration such as 500ms, 60s, 5m or 24h",
  share: SHARE,
  seed: "a whole number, 0 or more",
  count: "a whole number, 1 or more",
  status: "a number from 100 to 599",
  headerName: "the name of a header",
  headerText: "printable ASCII in one line",
  hash: "64 hexadecimal digits",
} as const;

const Duration = v.pipe(
  v.string(),
  v.check((text) => parseDuration(text) !== null, WANTED.duration),
);

const Share = v.pipe(v.string(), v.check(isShare, WANTED.share));

const Seed = v.pipe(
  v.number(),
  v.check((seed) => Number.isSafeInteger(seed) && seed >= 0, WANTED.seed),
);

const Count = v.pipe(
  v.number(),
  v.check((count) => Number.isSafeInteger(count) && count >= 1, WANTED.count),
);

/** RFC 9110, 15. */
export const Status = v.pipe(
  v.number(),
  v.check((status) => Number.isInteger(status) && status >= 100 && status <= 599, WANTED.status),
);

/** RFC 9110, 5.1 and 5.5. */
export const HeaderName = v.pipe(v.string(), v.regex(/^[\w!#$%&'*+.^`|~-]+$/, WANTED.headerName));
export const HeaderText = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]*$/, WANTED.headerText));

const SecretSchema = v.strictObject({
  name: v.string(),
  setting: v.optional(v.string()),
  kind: v.optional(v.picklist(KINDS)),
  optional: v.optional(v.boolean()),
});

/** Any of a step's fields. */
const StepLikeSchema = v.looseObject({ do: v.optional(v.string()) });

const ReleaseSchema = v.strictObject({
  name: v.string(),
  secret: v.union([v.string(), v.array(v.string())]),
  observer: v.picklist(OBSERVERS),
  why: v.string(),
  channel: v.picklist(CHANNELS),
  to: v.optional(v.string()),
  field: v.optional(v.string()),
  computes: v.optional(v.function()),
  sealedUnder: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, WANTED.hash))),
  after: v.optional(StepLikeSchema),
  until: v.optional(StepLikeSchema),
});

/** Steps are checked by the scenario itself, which knows them. */
const ScenarioSchema = v.looseObject({ name: v.string(), steps: v.array(v.unknown()) });

/** A row of a table that answers requests. */
const ServerRowSchema = v.strictObject({
  method: v.optional(v.string()),
  target: v.optional(v.string()),
  visit: v.optional(Count),
  status: v.optional(Status),
  body: v.optional(v.string()),
  contentType: v.optional(HeaderText),
  headers: v.optional(v.record(HeaderName, HeaderText)),
});

const SafetyRuleSchema = v.strictObject({
  actuator: v.string(),
  offWithin: Duration,
  of: v.array(v.string()),
  offFor: v.optional(Duration),
  scenario: v.optional(ScenarioSchema),
});

/** Fields that a policy and a config have in common. */
const SHARED = {
  secrets: v.optional(v.array(v.union([v.string(), SecretSchema]))),
  public: v.optional(v.array(v.string())),
  settings: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  for: v.optional(Duration),
  require: v.optional(Share),
  scenarios: v.optional(v.array(ScenarioSchema)),
  releases: v.optional(v.array(ReleaseSchema)),
  judge: v.optional(v.picklist(["device", "home"])),
  stockWifiLog: v.optional(v.boolean()),
  servers: v.optional(v.record(v.string(), v.union([v.function(), v.array(ServerRowSchema)]))),
  pairs: v.optional(v.array(v.picklist(PAIRS))),
  without: v.optional(v.array(v.picklist(PLATFORM))),
  profile: v.optional(v.picklist(["strict"])),
  board: v.optional(v.string()),
};

export const PolicySchema = v.strictObject({
  ...SHARED,
  safety: v.optional(v.array(SafetyRuleSchema)),
  expected: v.optional(
    v.strictObject({
      verdict: v.picklist(VERDICTS),
      findings: v.optional(
        v.array(
          v.strictObject({
            secret: v.string(),
            observer: v.picklist(OBSERVERS),
            degree: v.picklist(LEAK_DEGREES),
            bits: v.optional(v.number()),
          }),
        ),
      ),
    }),
  ),
});

export const ConfigSchema = v.strictObject({
  ...SHARED,
  appliances: v.optional(v.array(v.string())),
  seed: v.optional(Seed),
});

/** The fields that `schema` knows at `path`; none where it is no object with given fields. */
export function knownFields(schema: unknown, path: readonly string[]): string[] {
  const { entries, wrapped, item, value, options } = schema as {
    readonly entries?: Readonly<Record<string, unknown>>;
    readonly wrapped?: unknown;
    readonly item?: unknown;
    /** Schema of all members of a record. */
    readonly value?: unknown;
    readonly options?: readonly unknown[];
  };
  if (wrapped !== undefined) return knownFields(wrapped, path);
  if (Array.isArray(options)) return options.flatMap((option) => knownFields(option, path));
  if (path.length === 0) return Object.keys(entries ?? {});
  const next = entries?.[path[0]] ?? item ?? value;
  return typeof next === "object" ? knownFields(next, path.slice(1)) : [];
}

/** Names of all fields, and the words that some may be. */
export function definitionWords(): string[] {
  return [PolicySchema, ConfigSchema].flatMap(wordsOf);
}

function wordsOf(schema: unknown): string[] {
  if (typeof schema === "string") return [schema];
  const { entries, wrapped, item, value, options, pipe } = schema as {
    readonly entries?: Readonly<Record<string, unknown>>;
    readonly wrapped?: unknown;
    readonly item?: unknown;
    readonly value?: unknown;
    readonly options?: readonly unknown[];
    readonly pipe?: unknown;
  };
  if (pipe !== undefined) return [];
  const inner = [...Object.values(entries ?? {}), ...(options ?? []), wrapped, item, value];
  return [...Object.keys(entries ?? {}), ...inner.filter((one) => one !== undefined).flatMap(wordsOf)];
}
