/** Result of `tightlip label` in words. Pure function of the result. */

export interface MadeLabel {
  readonly file: string;
  readonly isNew: boolean;
  readonly written: readonly string[];
}

export function madeLabelText({ file, isNew, written }: MadeLabel): string {
  const sentence = isNew
    ? `A new pairing code of 80 bits is in ${file}. Give it to a board with: tightlip flash --use-label ${file}\n`
    : "";
  const where =
    written.length > 0
      ? `Only you can read ${written.join(", ")}. Who has the code can provision the board: it belongs on the device, and nowhere else.\n`
      : `${file} has a pairing code. Draw it with --qr label.svg.\n`;
  return sentence + where;
}
