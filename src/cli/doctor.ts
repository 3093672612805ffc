/** `tightlip doctor`: examines the machine and the project. */
import { symptomsText } from "../report/doctor.ts";
import { doctor } from "../tasks/doctor.ts";
import { colorsFor } from "./colors.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
}

export async function doctorCommand({ json }: Options): Promise<number> {
  const result = await doctor();
  if (json) printJson(result);
  else process.stdout.write(symptomsText(result.checks, colorsFor(process.stdout)));
  return result.exitCode;
}
