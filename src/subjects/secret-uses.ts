/** Uses that firmware makes of the values of settings, from what was seen inside the interpreter. */
import type { Observation, Observations } from "../../sim/device/inside/observations.ts";
import { usesOf } from "../../sim/device/inside/uses.ts";
import type { SeenValue } from "../../sim/device/inside/values.ts";
import type { HeldSecret, SecretUse, SettingAnswer, SettingMember } from "../judge/subject.ts";

/** Lengths that a credential may have to have, characters. */
const LENGTHS = { least: 4, most: 128 };
const EQUALITIES = ["===", "!==", "==", "!="];

/** Uses of the secrets that settings hold; those that were not seen to be used are left out. */
export function secretUses(observations: Observations, secrets: readonly HeldSecret[]): SecretUse[] {
  return secrets.flatMap(({ name, setting, value }) => {
    if (setting === null) return [];
    const { seen, as } = usesOf(observations, (one) => one === value);
    if (seen.length === 0) return [];
    return {
      name,
      asText: as.has("text"),
      typeAsked: seen.some((one) => one.what === "test" && one.operator === "typeof"),
      missingMembers: membersMissing(seen, value),
      prefix: prefixSought(seen, value),
      length: seen.some(isLengthLookup) ? lengthAsked(observations.seen, value.length) : null,
    };
  });
}

/** Values that firmware compared settings with, for another run in which they have them; `settings` are key to JSON. */
export function settingAnswers(
  { seen }: Observations,
  settings: Readonly<Record<string, string>>,
): SettingAnswer[] {
  return Object.entries(settings).flatMap(([key, json]) => {
    const value: unknown = JSON.parse(json);
    const answers = seen.flatMap((one) => answersTo(one, value)).filter((answer) => answer !== value);
    return [...new Set(answers)].map((answer) => ({ key, json: JSON.stringify(answer) }));
  });
}

/** Members that firmware looked up in the texts and objects that settings hold, and that are not there. */
export function settingMembers(
  { seen }: Observations,
  settings: Readonly<Record<string, string>>,
): SettingMember[] {
  return Object.entries(settings).flatMap(([key, json]) => [
    ...textsIn(JSON.parse(json)).flatMap(({ path, text }) =>
      membersMissing(seen, text).map((member) => ({ key, path: [...path, member] })),
    ),
    ...objectMembersMissing(seen, json).map((path) => ({ key, path })),
  ]);
}

/** Paths to members that were looked up in vain in what `JSON.parse` made of a text. */
function objectMembersMissing(seen: readonly Observation[], json: string): (readonly string[])[] {
  const paths = new Map<number, readonly string[]>();
  const missing: (readonly string[])[] = [];
  const learn = (value: SeenValue, path: readonly string[]) => {
    if (typeof value === "object" && value !== null) paths.set(value.address, path);
  };
  for (const one of seen) {
    if (one.what === "use" && one.name === "JSON.parse" && one.of[0] === json) learn(one.result, []);
    if (one.what !== "lookup" || typeof one.object !== "object" || one.object === null) continue;
    const path = paths.get(one.object.address);
    if (path === undefined || typeof one.member !== "string") continue;
    if (one.found === undefined) missing.push([...path, one.member]);
    else learn(one.found, [...path, one.member]);
  }
  return missing;
}

function textsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => textsIn(inner, [...path, member]));
}

/** Equality asks for a value, an order for its bound and the numbers beside it, a search for what is sought. */
function answersTo(one: Observation, value: unknown): (string | number | boolean)[] {
  if (one.what === "search") return one.text === value && one.sought !== "" ? [one.sought] : [];
  if (one.what !== "comparison" || (one.left !== value && one.right !== value)) return [];
  const other = one.left === value ? one.right : one.left;
  if (typeof other === "number")
    return EQUALITIES.includes(one.operator) ? [other] : [other, other + 1, other - 1];
  return typeof other === "string" || typeof other === "boolean" ? [other] : [];
}

/** Names of members that a text does not have: the firmware takes the value for an object. */
function membersMissing(seen: readonly Observation[], value: string): string[] {
  const missing = seen.flatMap((one) =>
    one.what === "lookup" && one.object === value && one.found === undefined && typeof one.member === "string"
      ? [one.member]
      : [],
  );
  return [...new Set(missing)];
}

/** The text that the value was searched for in vain. */
function prefixSought(seen: readonly Observation[], value: string): string | null {
  const search = seen.find(
    (one) => one.what === "search" && one.text === value && one.result < 0 && one.sought !== "",
  );
  return search?.what === "search" ? search.sought : null;
}

function isLengthLookup(one: Observation): boolean {
  return one.what === "lookup" && one.member === "length";
}

/** The number that the value's length was compared with for equality. */
function lengthAsked(seen: readonly Observation[], length: number): number | null {
  for (const one of seen) {
    if (one.what !== "comparison" || !EQUALITIES.includes(one.operator)) continue;
    const other = one.left === length ? one.right : one.right === length ? one.left : null;
    const fits = typeof other === "number" && LENGTHS.least <= other && other <= LENGTHS.most;
    if (fits && other !== length) return other;
  }
  return null;
}
