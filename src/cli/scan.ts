/** `tightlip scan`: looks for credentials in what somebody recorded. */
import picocolors from "picocolors";
import { type ComparedFiles, compareCaptures } from "../capture/compare/compare-captures.ts";
import { checkDecryption } from "../capture/packets/decrypt.ts";
import { scanCapture } from "../capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { captureText } from "../report/capture-text.ts";
import { jsonReport, shellWord } from "../report/json.ts";
import { inline } from "../report/printable.ts";
import { ReportedCapture } from "../report/reported-capture.ts";
import { EXIT_LEAKS, EXIT_UNKNOWN } from "../tasks/check.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { Progress } from "./progress.ts";
import { type ReportRequest, reportFiles, writeReports } from "./report-files.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly json?: true;
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Two files that differ in one secret. */
  readonly compare?: readonly string[];
  /** Files with the first one's value of it. */
  readonly noise?: readonly string[];
  readonly report?: readonly ReportRequest[];
  readonly reportDir?: string;
}

export async function scanCommand(files: readonly string[], options: Options): Promise<number> {
  const compared = comparedFiles(files, options);
  const secrets = await secretsFrom(options);
  if (secrets.length === 0)
    throw new UserError(
      'It is not said what to look for. Name a file with --secrets, such as { "wifi.psk": "the passphrase" }, or a secret to be asked for: --secret wifi.psk.',
      EXIT_USAGE,
    );
  const { keylog } = options;
  if (keylog !== undefined) await checkDecryption(keylog);
  const reports = await reportFiles(options.report ?? [], options.reportDir ?? ".");
  const human = options.json ? process.stderr : process.stdout;
  const colors = picocolors.createColors(human.isTTY === true && picocolors.isColorSupported);
  const captures: ScannedCapture[] = [];
  const progress = new Progress();
  const take = (capture: ScannedCapture) => {
    progress.clear();
    captures.push(capture);
    human.write(`${captureText(capture, colors)}\n`);
  };
  if (compared !== null) {
    progress.show("comparing captures");
    take(await compareCaptures(compared, secrets, { keylog }));
  }
  for (const [index, file] of files.entries()) {
    progress.show(`reading file ${index + 1} of ${files.length}`);
    take(await scanCapture(file, secrets, { keylog }));
  }
  const reported = captures.map((capture) => new ReportedCapture(capture, given(options)));
  const context = { version: VERSION, seed: null, stale: null };
  await writeReports(reports, reported, context);
  for (const { path } of reports) human.write(`${colors.dim(`Written: ${inline(path)}`)}\n`);
  if (options.json) process.stdout.write(jsonReport(reported, context));
  const words = captures.map((capture) => verdictOf(capture).word);
  if (words.includes("leaks")) return EXIT_LEAKS;
  return words.includes("unknown") ? EXIT_UNKNOWN : 0;
}

/** Null where nothing is compared. Throws a UserError when the options do not go together. */
function comparedFiles(files: readonly string[], { compare, noise = [] }: Options): ComparedFiles | null {
  const bad = (what: string) => new UserError(`${what} See "tightlip scan --help".`, EXIT_USAGE);
  if (compare === undefined) {
    if (noise.length > 0) throw bad("--noise goes with --compare.");
    if (files.length === 0) throw bad("No file is named.");
    return null;
  }
  if (compare.length !== 2 || files.length > 0)
    throw bad("--compare takes two files, and no others are scanned.");
  return { first: compare[0], second: compare[1], noise };
}

/** The options that say what is looked for, for a command that does the same again. */
function given({ secrets, secret = [], keylog }: Options): string {
  return [
    ...(keylog === undefined ? [] : [`--keylog ${shellWord(keylog)}`]),
    ...(secrets === undefined ? [] : [`--secrets ${shellWord(secrets)}`]),
    ...secret.map((name) => `--secret ${name}`),
  ].join(" ");
}
