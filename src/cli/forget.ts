/** `tightlip forget`: erases what a board was told, and proves it. */

import { wantedOf } from "../capture/known-secret.ts";
import { openPort } from "../flash/open-port.ts";
import { type Forgotten, forgetAll } from "../provision/forget-credentials.ts";
import { placeText } from "../report/board-contents.ts";
import { inline } from "../report/printable.ts";
import { EXIT_LEAKS } from "../tasks/check.ts";
import { Progress } from "./progress.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly port?: string;
  readonly baud?: number;
  readonly json?: true;
}

export async function forgetCommand(options: Options): Promise<number> {
  const known = await secretsFrom(options);
  const opened = await openPort(options.port);
  const progress = new Progress();
  let done: Forgotten;
  try {
    done = await forgetAll(opened.port, {
      known: wantedOf(known),
      baudRate: options.baud,
      progress: (part) => progress.show(part === "erasing" ? part : `reading ${part}`),
    });
  } finally {
    progress.clear();
    await opened.release();
  }
  const { settings, ...rest } = done;
  const keys = [...new Set(settings.map(({ key }) => key))].sort();
  const report = { schema: 1, port: opened.port.name, erased: keys, ...rest };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
  return done.remains.length > 0 ? EXIT_LEAKS : 0;
}

interface Report extends Omit<Forgotten, "settings"> {
  readonly port: string;
  readonly erased: readonly string[];
}

function textOf({ port, erased, lookedFor, remains, searchedBytes }: Report): string {
  const what =
    erased.length === 0 ? "had nothing to forget" : `has forgotten ${erased.map(inline).join(", ")}`;
  const looked = lookedFor.length === 0 ? "no credential" : lookedFor.map(inline).join(", ");
  const lines = [
    `${port} ${what}. The program, and the board's own key and pairing code, are still there.`,
    `${searchedBytes} bytes were read back. Of the store nothing but the program is left; they were searched for ${looked}, in all encodings: ${remains.length === 0 ? "nothing was found" : "this was found"}.`,
    ...remains.map(placeText),
  ];
  return `${lines.join("\n")}\n`;
}
