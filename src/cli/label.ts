/** `tightlip label`: makes a pairing code, and draws it for printing. */
import { warnOfReaders } from "../others-who-read.ts";
import { madeLabelText } from "../report/label.ts";
import { makeLabel } from "../tasks/label.ts";
import { warn } from "./failure.ts";

interface Options {
  /** Files to draw the code to. */
  readonly qr?: readonly string[];
}

export async function labelCommand(file: string, { qr = [] }: Options): Promise<number> {
  warnOfReaders(file, "the label", warn);
  const result = await makeLabel({ file, drawings: qr });
  process.stdout.write(madeLabelText(result));
  return result.exitCode;
}
