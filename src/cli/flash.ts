/** `tightlip flash`: puts a firmware that keeps its secrets onto a board. */
import { dryRunText, flashedText } from "../report/flash.ts";
import { flash } from "../tasks/flash.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";
import { warnOfSecretIn } from "./secrets.ts";
import { type TrustOptions, untrustedOf } from "./trust-options.ts";

interface Options extends TrustOptions {
  readonly board?: string;
  readonly port?: string;
  readonly runtime?: string;
  readonly runtimeSha256?: string;
  readonly programOnly?: true;
  readonly label?: string;
  /** A label's file, whose code a new board gets. */
  readonly useLabel?: string;
  readonly baud?: number;
  readonly erase?: true;
  readonly dryRun?: true;
  readonly allowLeaks?: true;
  readonly json?: true;
}

export async function flashCommand(firmware: string | undefined, options: Options): Promise<number> {
  const { json, baud, ...rest } = options;
  warnOfSecretIn("--use-label", rest.useLabel);
  const request = { firmware: firmware ?? null, baudRate: baud, ...rest, untrusted: untrustedOf(options) };
  const result = await followTask((context) => flash(request, context));
  if (json) printJson(result);
  else process.stdout.write(result.dryRun ? dryRunText(result) : flashedText(result));
  return result.exitCode;
}
