/** The credentials that a command is to look for: from a file, the environment, or typed in. Never from its line. */
import type { KnownSecret } from "../capture/known-secret.ts";
import { checkSecretName, readSecretFile, variableOf } from "../capture/secret-file.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { warnOfReaders } from "../others-who-read.ts";
import { Interrupted, UserError } from "../user-error.ts";
import { warn } from "./failure.ts";

export interface SecretOptions {
  /** A file with names and values. */
  readonly secrets?: string;
  /** Names; the values are in the environment, or asked for. */
  readonly secret?: readonly string[];
}

/** Throws a UserError that quotes no value. */
export async function secretsFrom({
  secrets: file,
  secret: names = [],
}: SecretOptions): Promise<KnownSecret[]> {
  for (const name of names) checkSecretName(name);
  const secrets = file === undefined ? [] : readSecretFile(file, warn);
  for (const name of names) secrets.push({ name, values: [await secretValue(name)] });
  return secrets;
}

/** Warns where others can read the file with a secret that an option names, such as a label; undefined: none is named. */
export function warnOfSecretIn(option: string, file: string | undefined): void {
  if (file !== undefined) warnOfReaders(file, `the file that ${option} names`, warn);
}

/** Of the secrets in a file, the one of that name; otherwise from the environment, or typed in. */
export async function oneOf(known: readonly KnownSecret[], name: string): Promise<string> {
  const values = known.find((secret) => secret.name === name)?.values;
  if (values === undefined) return secretValue(name);
  if (values.length === 1) return values[0];
  throw new UserError(`The file that --secrets names has several values of ${name}: leave one.`, EXIT_USAGE);
}

/** The value of a secret from the environment, or typed in. */
export async function secretValue(name: string): Promise<string> {
  return givenValue(name) ?? (await ask(name));
}

/** The value of a secret from the environment; null when it holds none. */
export function givenValue(name: string): string | null {
  return process.env[variableOf(name)] || null;
}

/** Nothing of what is typed shows. */
async function ask(name: string): Promise<string> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new UserError(
      `There is no terminal to ask for ${name}. Put it in ${variableOf(name)}, or in a file that --secrets names.`,
      EXIT_USAGE,
    );
  }
  const { isCancel, password } = await import("@clack/prompts");
  const value = await password({
    message: `Value of ${name}`,
    mask: "",
    output: process.stderr,
    validate: (text) => (text ? undefined : "It is needed."),
  });
  if (isCancel(value)) throw new Interrupted("nothing was done.");
  return value;
}
