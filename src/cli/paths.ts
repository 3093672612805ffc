/** `tightlip paths`: lists the ways of a firmware's secrets to observers, in code that need not have run. */
import { pathsText } from "../report/paths.ts";
import { paths } from "../tasks/paths.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly implicit?: true;
  readonly json?: true;
}

export async function pathsCommand(
  firmware: string | undefined,
  { implicit, json }: Options,
): Promise<number> {
  const request = { firmware: firmware ?? null, implicit: implicit === true };
  const result = await followTask((context) => paths(request, context));
  if (json) printJson(result);
  else process.stdout.write(pathsText(result, colorsFor(process.stdout)));
  return result.exitCode;
}
