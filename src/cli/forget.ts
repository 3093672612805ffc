/** `tightlip forget`: erases what a board was told, and proves it. */
import { forgottenText } from "../report/forget.ts";
import { forget } from "../tasks/forget.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly port?: string;
  readonly baud?: number;
  readonly json?: true;
}

export async function forgetCommand(options: Options): Promise<number> {
  const { port, baud, json } = options;
  const request = { port, baudRate: baud, secrets: await secretsFrom(options) };
  const result = await followTask((context) => forget(request, context));
  if (json) printJson(result);
  else process.stdout.write(forgottenText(result));
  return result.exitCode;
}
