/** `tightlip build`: compiles a firmware and writes what DeviceScript's own tools read. */
import { builtText } from "../report/build.ts";
import { build } from "../tasks/build.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
  readonly board?: string;
}

export async function buildCommand(firmware: string | undefined, { board, json }: Options): Promise<number> {
  const result = await followTask((context) => build({ firmware: firmware ?? null, board }, context));
  if (json) printJson(result);
  else process.stdout.write(builtText(result));
  return result.exitCode;
}
