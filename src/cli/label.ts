/** `tightlip label`: makes a pairing code, and draws it for printing. */
import { checkQrFile, drawQr, labelText, readLabel } from "../provision/label.ts";
import { newPairingCode } from "../provision/offer.ts";
import { checkRawFile, writeRawFile } from "../raw-file.ts";

interface Options {
  /** Files to draw the code to. */
  readonly qr?: readonly string[];
}

export async function labelCommand(file: string, { qr = [] }: Options): Promise<number> {
  for (const drawing of qr) checkQrFile(drawing);
  for (const name of [file, ...qr]) await checkRawFile(name);
  const known = readLabel(file);
  const code = known ?? newPairingCode();
  if (known === null) await writeRawFile(file, [new TextEncoder().encode(labelText(code))]);
  for (const drawing of qr) await writeRawFile(drawing, [await drawQr(code, drawing)]);
  const written = [...(known === null ? [file] : []), ...qr];
  if (known === null)
    process.stdout.write(
      `A new pairing code of 80 bits is in ${file}. Give it to a board with: tightlip flash --use-label ${file}\n`,
    );
  if (written.length > 0)
    process.stdout.write(
      `Only you can read ${written.join(", ")}. Who has the code can provision the board: it belongs on the device, and nowhere else.\n`,
    );
  else process.stdout.write(`${file} has a pairing code. Draw it with --qr label.svg.\n`);
  return 0;
}
