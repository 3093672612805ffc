/** Task `label`: makes a pairing code, and draws it for printing. */
import { EXIT_DONE } from "../exit-codes.ts";
import { checkQrFile, drawQr, labelText, readLabel } from "../provision/label.ts";
import { newPairingCode } from "../provision/offer.ts";
import { checkRawFile, writeRawFile } from "../raw-file.ts";

export interface LabelRequest {
  /** The label's file; made where there is none. */
  readonly file: string;
  /** Files to draw the code to. */
  readonly drawings: readonly string[];
}

/** Holds no code: only the files do. */
export interface LabelResult {
  readonly file: string;
  readonly isNew: boolean;
  readonly written: readonly string[];
  readonly exitCode: number;
}

/** Throws a UserError for a file that is no label, or can't be written. */
export async function makeLabel({ file, drawings }: LabelRequest): Promise<LabelResult> {
  for (const drawing of drawings) checkQrFile(drawing);
  for (const name of [file, ...drawings]) await checkRawFile(name);
  const known = readLabel(file);
  const code = known ?? newPairingCode();
  const isNew = known === null;
  if (isNew) await writeRawFile(file, [new TextEncoder().encode(labelText(code))]);
  for (const drawing of drawings) await writeRawFile(drawing, [drawQr(code, drawing)]);
  return { file, isNew, written: [...(isNew ? [file] : []), ...drawings], exitCode: EXIT_DONE };
}
