/** Files in which somebody names the credentials to look for, and other ways to name one. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { rethrowMachineFailure } from "../machine-failure.ts";
import { warnOfReaders } from "../others-who-read.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { KnownSecret } from "./known-secret.ts";

/** Names that a secret may have. */
const NAME = /^[A-Za-z][\w.-]{0,63}$/;
/** Larger files are something else. */
const MAX_FILE_BYTES = 1024 * 1024;

const Value = v.pipe(v.string(), v.nonEmpty());
const File = v.record(v.string(), v.union([Value, v.pipe(v.array(Value), v.nonEmpty())]));

/**
 * Reads `{ "wifi.psk": "value", "wifi.ssid": ["value", "another"] }`; `warn` is told when others can as well. Throws a
 * UserError that quotes nothing of the file, nor its name: who mistakes the option puts the secret there.
 */
export function readSecretFile(file: string, warn: (message: string) => void): KnownSecret[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    rethrowMachineFailure(error);
    const { code } = error as NodeJS.ErrnoException;
    throw bad(`can't be read (${code ?? "unknown error"}). It is the path of a file, never a value`);
  }
  warnOfReaders(file, "the file that --secrets names", warn);
  if (text.length > MAX_FILE_BYTES) throw bad("is larger than any list of secrets");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad("is not JSON");
  }
  const parsed = v.safeParse(File, json);
  if (!parsed.success || Array.isArray(json)) throw bad("is not an object of names and values");
  const secrets = Object.entries(parsed.output).map(([name, value]) => ({
    name,
    values: typeof value === "string" ? [value] : value,
  }));
  if (secrets.length === 0) throw bad("names no secret");
  if (!secrets.every(({ name }) => NAME.test(name)))
    throw bad("has a name that is none: letters, digits, dots, dashes and underlines, a letter first");
  return secrets;
}

/** The environment variable that may hold the value of a secret, such as `TIGHTLIP_SECRET_WIFI_PSK`. */
export function variableOf(name: string): string {
  return `TIGHTLIP_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Throws a UserError, which does not quote the name: it may be a value that was put there. */
export function checkSecretName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(
    "--secret takes a name, such as wifi.psk. Values are asked for, or come from the environment or a file (--secrets).",
    EXIT_USAGE,
  );
}

function bad(what: string): UserError {
  return new UserError(
    `The file that --secrets names ${what}. It should look like { "wifi.psk": "the passphrase" }.`,
    EXIT_USAGE,
  );
}
