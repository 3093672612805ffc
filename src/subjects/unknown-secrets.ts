/** Refuses secrets that a policy or a config names and that no firmware has: a misspelt key would never leak. */
import type { Image } from "../../sim/device/image.ts";
import { closest } from "../closest.ts";
import { namedSecrets, type SecretSpec } from "../judge/policy/policy.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { UserError } from "../user-error.ts";
import type { DefinitionFile } from "./definitions/definition.ts";
import { wrongField } from "./definitions/definition-file.ts";
import type { LoadedConfig, LoadedPolicy } from "./policy-file.ts";

const SETTINGS = "settings.";
const LITERAL = "literal.";

/** A firmware that was judged, as far as it tells which secrets it has. Plain data. */
export interface Judged {
  readonly verdict: Pick<Verdict, "secrets" | "notJudged">;
  /** Names of the credentials that are written in its source. */
  readonly literals: readonly string[];
  /** Keys of settings, of those that were looked for, that are anywhere in it. */
  readonly mentioned: readonly string[];
}

/** `specs`: secrets whose keys are looked for. */
export function judged(
  { bytecode, bakedLiterals }: Image,
  verdict: Judged["verdict"],
  specs: readonly SecretSpec[],
): Judged {
  const code = Buffer.from(bytecode);
  const keys = specs.map(keyOf).filter((key) => key !== null);
  return {
    verdict: { secrets: verdict.secrets, notJudged: verdict.notJudged },
    literals: bakedLiterals.map(({ name }) => name),
    mentioned: [...new Set(keys)].filter((key) => code.includes(key)),
  };
}

/**
 * Throws a UserError for a secret that has to be used but was not, when it is nowhere in the firmware and another
 * that is there is spelt much like it. Where there is none, the verdict is left to say that it was not used.
 */
export function refuseUnknownSecrets(image: Image, verdict: Verdict, { policy, fileOf }: LoadedPolicy): void {
  const specs = namedSecrets(policy);
  const firmware = judged(image, verdict, specs);
  for (const [i, spec] of specs.entries()) {
    if (spec.optional === true || has(firmware, spec) || meant(spec, [firmware]) === null) continue;
    throw unknown(fileOf("secrets"), i, spec, [firmware]);
  }
}

/** Throws a UserError for a secret in a config that none of its project's firmware has. */
export function refuseUnusedSecrets({ file, config }: LoadedConfig, all: readonly Judged[]): void {
  for (const [i, spec] of namedSecrets(config).entries()) {
    if (!all.some((firmware) => has(firmware, spec))) throw unknown(file, i, spec, all);
  }
}

/** It used the secret, or holds the key under which it could read it. */
function has({ verdict, literals, mentioned }: Judged, spec: SecretSpec): boolean {
  const key = keyOf(spec);
  if (spec.name.startsWith(LITERAL)) return literals.includes(spec.name);
  if (key === null || verdict.secrets.some(({ name, exercised }) => exercised && name === spec.name))
    return true;
  return mentioned.includes(key);
}

/** Null for what is no setting. */
function keyOf({ name, setting }: SecretSpec): string | null {
  return setting ?? (name.startsWith(SETTINGS) ? name.slice(SETTINGS.length) : null);
}

/** The secret or setting that was used and is spelt much like this one; null for none. */
function meant(spec: SecretSpec, all: readonly Judged[]): string | null {
  const used = all.flatMap(({ literals, verdict }) => [
    ...literals,
    ...verdict.secrets.filter(({ exercised }) => exercised).map(({ name }) => name),
    ...verdict.notJudged.map((key) => `${SETTINGS}${key}`),
  ]);
  return closest(spec.name, used);
}

function unknown(file: DefinitionFile, index: number, spec: SecretSpec, all: readonly Judged[]): UserError {
  const guess = meant(spec, all);
  const who = all.length === 1 ? "the firmware" : `any of ${all.length} firmwares`;
  const hint = guess === null ? " Take it out, or correct its name." : ` Did you mean "${guess}"?`;
  if (spec.name.startsWith(LITERAL)) {
    const complaint = `secret "${spec.name}" is not in the source of ${who}: no credential is written there.${hint}`;
    return wrongField(file, ["secrets", `${index}`], complaint);
  }
  const complaint = `secret "${spec.name}" is no setting of ${who}: "${keyOf(spec)}" is neither read nor mentioned.${hint}`;
  return wrongField(file, ["secrets", `${index}`], complaint);
}
