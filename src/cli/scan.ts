/** `tightlip scan`: looks for credentials in what somebody recorded. */
import picocolors from "picocolors";
import { checkSecretName, type KnownSecret, readSecretFile, variableOf } from "../capture/known-secret.ts";
import { scanCapture } from "../capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { EXIT_LEAKS, EXIT_UNKNOWN } from "../project/check.ts";
import { captureJson } from "../report/capture-json.ts";
import { captureText } from "../report/capture-text.ts";
import { shellWord } from "../report/json.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { Progress } from "./progress.ts";

/** As a shell reports a program that was interrupted. */
const EXIT_INTERRUPTED = 130;

interface Options {
  readonly json?: true;
  /** A file with names and values. */
  readonly secrets?: string;
  /** Names; the values are in the environment, or asked for. */
  readonly secret?: readonly string[];
}

export async function scanCommand(files: readonly string[], options: Options): Promise<number> {
  const secrets = await secretsFrom(options);
  const human = options.json ? process.stderr : process.stdout;
  const colors = picocolors.createColors(human.isTTY === true && picocolors.isColorSupported);
  const captures: ScannedCapture[] = [];
  const progress = new Progress();
  for (const [index, file] of files.entries()) {
    progress.show(`reading file ${index + 1} of ${files.length}`);
    const capture = await scanCapture(file, secrets);
    progress.clear();
    captures.push(capture);
    human.write(`${captureText(capture, colors)}\n`);
  }
  if (options.json)
    process.stdout.write(captureJson(captures, { version: VERSION, options: given(options) }));
  const words = captures.map((capture) => verdictOf(capture).word);
  if (words.includes("leaks")) return EXIT_LEAKS;
  return words.includes("unknown") ? EXIT_UNKNOWN : 0;
}

async function secretsFrom({ secrets: file, secret: names = [] }: Options): Promise<KnownSecret[]> {
  for (const name of names) checkSecretName(name);
  const secrets = file === undefined ? [] : readSecretFile(file);
  for (const name of names)
    secrets.push({ name, values: [process.env[variableOf(name)] || (await ask(name))] });
  if (secrets.length > 0) return secrets;
  throw new UserError(
    'It is not said what to look for. Name a file with --secrets, such as { "wifi.psk": "the passphrase" }, or a secret to be asked for: --secret wifi.psk.',
    EXIT_USAGE,
  );
}

/** Nothing of what is typed shows. */
async function ask(name: string): Promise<string> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new UserError(
      `There is nobody to ask for ${name}. Put it in ${variableOf(name)}, or in a file that --secrets names.`,
      EXIT_USAGE,
    );
  }
  const { isCancel, password } = await import("@clack/prompts");
  const value = await password({
    message: `Value of ${name}`,
    mask: "",
    output: process.stderr,
    validate: (text) => (text ? undefined : "It is needed to look for it."),
  });
  if (isCancel(value)) throw new UserError("Interrupted: nothing was looked for.", EXIT_INTERRUPTED);
  return value;
}

/** The options that say what is looked for, for a command that does the same again. */
function given({ secrets, secret = [] }: Options): string {
  return [
    ...(secrets === undefined ? [] : [`--secrets ${shellWord(secrets)}`]),
    ...secret.map((name) => `--secret ${name}`),
  ].join(" ");
}
