/** `tightlip scan`: looks for credentials in recordings of a real appliance. */
import type { ComparedFiles } from "../capture/compare/compare-captures.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { captureText } from "../report/capture-text.ts";
import type { CaptureReport } from "../report/document.ts";
import { jsonReport } from "../report/json.ts";
import { inline } from "../report/printable.ts";
import { shellWord } from "../report/replay.ts";
import type { ReportRequest } from "../tasks/report-files.ts";
import { scan } from "../tasks/scan.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { type SecretOptions, secretsFrom, warnOfSecretIn } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly json?: true;
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Two files that differ in one secret. */
  readonly compare?: readonly string[];
  /** Files with the first one's value of it. */
  readonly noise?: readonly string[];
  /** Keys in the capture itself are used through tshark. */
  readonly tshark?: true;
  /** Bytes that unpacking each file may yield. */
  readonly unpack?: number;
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
}

export async function scanCommand(files: readonly string[], options: Options): Promise<number> {
  const compare = comparedFiles(files, options);
  const secrets = await secretsFrom(options);
  if (secrets.length === 0)
    throw new UserError(
      'It is not said what to look for. Name a file with --secrets, such as { "wifi.psk": "the passphrase" }, or a secret to be asked for: --secret wifi.psk.',
      EXIT_USAGE,
    );
  warnOfSecretIn("--keylog", options.keylog);
  const {
    keylog,
    tshark: useTshark = false,
    unpack: unpackBytes,
    report: reports = [],
    reportDir: reportFolder = ".",
  } = options;
  const request = {
    files,
    compare,
    secrets,
    keylog,
    useTshark,
    unpackBytes,
    reports,
    reportFolder,
    replayOptions: sameSecrets(options),
  };
  const human = options.json ? process.stderr : process.stdout;
  const colors = colorsFor(human);
  const { document, written, exitCode } = await followTask(
    (context) => scan(request, context),
    (capture: CaptureReport) => human.write(`${captureText(capture, colors)}\n`),
  );
  for (const path of written) human.write(`${colors.dim(`Written: ${inline(path)}`)}\n`);
  if (options.json) process.stdout.write(jsonReport(document));
  return exitCode;
}

/** Null where nothing is compared. Throws a UserError when the options do not go together. */
function comparedFiles(files: readonly string[], { compare, noise = [] }: Options): ComparedFiles | null {
  const bad = (what: string) => new UserError(`${what} See "tightlip scan --help".`, EXIT_USAGE);
  if (compare === undefined) {
    if (noise.length > 0) throw bad("--noise needs --compare.");
    if (files.length === 0) throw bad("No file is named.");
    return null;
  }
  if (compare.length !== 2 || files.length > 0)
    throw bad("--compare takes two files, and no others are scanned.");
  return { first: compare[0], second: compare[1], noise };
}

/** Options that look for the same secrets again. */
function sameSecrets({ secrets, secret = [], keylog, tshark, unpack }: Options): string {
  return [
    ...(keylog === undefined ? [] : [`--keylog ${shellWord(keylog)}`]),
    ...(tshark === undefined ? [] : ["--tshark"]),
    ...(unpack === undefined ? [] : [`--unpack ${unpack / 2 ** 20}MB`]),
    ...(secrets === undefined ? [] : [`--secrets ${shellWord(secrets)}`]),
    ...secret.map((name) => `--secret ${name}`),
  ].join(" ");
}
