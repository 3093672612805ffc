/** `tightlip scan`: looks for credentials in what somebody recorded. */
import picocolors from "picocolors";
import { checkDecryption } from "../capture/packets/decrypt.ts";
import { scanCapture } from "../capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { EXIT_LEAKS, EXIT_UNKNOWN } from "../project/check.ts";
import { captureJson } from "../report/capture-json.ts";
import { captureText } from "../report/capture-text.ts";
import { shellWord } from "../report/json.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { Progress } from "./progress.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly json?: true;
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
}

export async function scanCommand(files: readonly string[], options: Options): Promise<number> {
  const secrets = await secretsFrom(options);
  if (secrets.length === 0)
    throw new UserError(
      'It is not said what to look for. Name a file with --secrets, such as { "wifi.psk": "the passphrase" }, or a secret to be asked for: --secret wifi.psk.',
      EXIT_USAGE,
    );
  const { keylog } = options;
  if (keylog !== undefined) await checkDecryption(keylog);
  const human = options.json ? process.stderr : process.stdout;
  const colors = picocolors.createColors(human.isTTY === true && picocolors.isColorSupported);
  const captures: ScannedCapture[] = [];
  const progress = new Progress();
  for (const [index, file] of files.entries()) {
    progress.show(`reading file ${index + 1} of ${files.length}`);
    const capture = await scanCapture(file, secrets, { keylog });
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

/** The options that say what is looked for, for a command that does the same again. */
function given({ secrets, secret = [], keylog }: Options): string {
  return [
    ...(keylog === undefined ? [] : [`--keylog ${shellWord(keylog)}`]),
    ...(secrets === undefined ? [] : [`--secrets ${shellWord(secrets)}`]),
    ...secret.map((name) => `--secret ${name}`),
  ].join(" ");
}
