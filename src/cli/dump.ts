/** `tightlip dump`: reads a board's flash, and names the credentials in it. */
import { contentsText } from "../report/board-contents.ts";
import { dump } from "../tasks/dump.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly port?: string;
  readonly baud?: number;
  /** A file for the whole flash. */
  readonly out?: string;
  readonly json?: true;
}

export async function dumpCommand(options: Options): Promise<number> {
  const { port, baud, out, json } = options;
  const request = { port, baudRate: baud, out, secrets: await secretsFrom(options) };
  const result = await followTask((context) => dump(request, context));
  if (json) printJson(result);
  else process.stdout.write(contentsText(result));
  return result.exitCode;
}
