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

/** A firmware that was judged. */
interface Judged {
  readonly image: Image;
  readonly verdict: Verdict;
}

/**
 * Throws a UserError for a secret that has to be used but was not, when it is nowhere in the firmware and another
 * that is there is spelt much like it. Where there is none, the verdict is left to say that it was not used.
 */
export function refuseUnknownSecrets(image: Image, verdict: Verdict, { policy, fileOf }: LoadedPolicy): void {
  for (const [i, spec] of namedSecrets(policy).entries()) {
    const firmware = { image, verdict };
    if (spec.optional === true || has(firmware, spec) || meant(spec, [firmware]) === null) continue;
    throw unknown(fileOf("secrets"), i, spec, [firmware]);
  }
}

/** Throws a UserError for a secret in a config that none of its project's firmware has. */
export function refuseUnusedSecrets({ file, config }: LoadedConfig, judged: readonly Judged[]): void {
  for (const [i, spec] of namedSecrets(config).entries()) {
    if (!judged.some((firmware) => has(firmware, spec))) throw unknown(file, i, spec, judged);
  }
}

/** It used the secret, or holds the key under which it could read it. */
function has({ image, verdict }: Judged, spec: SecretSpec): boolean {
  const key = keyOf(spec);
  if (spec.name.startsWith(LITERAL)) return image.bakedLiterals.some(({ name }) => name === spec.name);
  if (key === null || verdict.secrets.some(({ name, exercised }) => exercised && name === spec.name))
    return true;
  return Buffer.from(image.bytecode).includes(key);
}

/** Null for what is no setting. */
function keyOf({ name, setting }: SecretSpec): string | null {
  return setting ?? (name.startsWith(SETTINGS) ? name.slice(SETTINGS.length) : null);
}

/** The secret or setting that was used and is spelt much like this one; null for none. */
function meant(spec: SecretSpec, judged: readonly Judged[]): string | null {
  const used = judged.flatMap(({ image, verdict }) => [
    ...image.bakedLiterals.map(({ name }) => name),
    ...verdict.secrets.filter(({ exercised }) => exercised).map(({ name }) => name),
    ...verdict.notJudged.map((key) => `${SETTINGS}${key}`),
  ]);
  return closest(spec.name, used);
}

function unknown(
  file: DefinitionFile,
  index: number,
  spec: SecretSpec,
  judged: readonly Judged[],
): UserError {
  const guess = meant(spec, judged);
  const who = judged.length === 1 ? "the firmware" : `any of ${judged.length} firmwares`;
  const hint = guess === null ? " Take it out, or correct its name." : ` Did you mean "${guess}"?`;
  if (spec.name.startsWith(LITERAL)) {
    const complaint = `secret "${spec.name}" is not in the source of ${who}: no credential is written there.${hint}`;
    return wrongField(file, ["secrets", `${index}`], complaint);
  }
  const complaint = `secret "${spec.name}" is no setting of ${who}: "${keyOf(spec)}" is neither read nor mentioned.${hint}`;
  return wrongField(file, ["secrets", `${index}`], complaint);
}
