/** `tightlip dump`: reads what a board keeps in its flash, and says what credentials are in it. */

import { wantedOf } from "../capture/known-secret.ts";
import { BoardContents, type Place } from "../flash/board-contents.ts";
import { openPort } from "../flash/open-port.ts";
import { type Region, Session } from "../flash/session.ts";
import { credentialsIn, readWritten } from "../flash/written-flash.ts";
import { withDerived } from "../judge/search/known-derivation.ts";
import { Scanner } from "../judge/search/scan.ts";
import { checkRawFile, rawFileNotice, writeRawFile } from "../raw-file.ts";
import { contentsReport, contentsText } from "../report/board-contents.ts";
import { transferText } from "../report/transfer.ts";
import { EXIT_LEAKS } from "../tasks/check.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { warn } from "./failure.ts";
import { Progress } from "./progress.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly port?: string;
  readonly baud?: number;
  /** A file for the whole flash. */
  readonly out?: string;
  readonly json?: true;
}

export async function dumpCommand(options: Options): Promise<number> {
  if (options.out !== undefined) await checkRawFile(options.out);
  const known = await secretsFrom(options);
  const opened = await openPort(options.port);
  const progress = new Progress();
  let contents: BoardContents;
  let whole: Region | null = null;
  let written: readonly Region[];
  try {
    const session = await Session.open(opened.port, { baudRate: options.baud });
    try {
      contents = await BoardContents.read(session, (part) => progress.show(`reading ${part}`));
      written = await readWritten(session, (part) => progress.show(`reading ${part}`));
      if (options.out !== undefined) {
        const startedMillis = Date.now();
        const { flashBytes: totalBytes } = session;
        const bytes = await session.read(0, totalBytes, (share) => {
          const transfer = { doneBytes: share * totalBytes, totalBytes, millis: Date.now() - startedMillis };
          progress.show(`reading the whole flash: ${transferText(transfer)}`);
        });
        whole = { name: "flash", offset: 0, bytes };
      }
      await session.close();
    } catch (error) {
      await session.abandon();
      throw error;
    }
  } finally {
    progress.clear();
    await opened.release();
  }
  if (options.out !== undefined) {
    await writeRawFile(options.out, [whole!.bytes]);
    warn(rawFileNotice(options.out));
  }
  const scanner = new Scanner(
    withDerived([...contents.secrets, ...credentialsIn(written), ...wantedOf(known)], nodeCrypto),
  );
  const found: Place[] = contents.find(scanner, written);
  const report = contentsReport(contents, found, scanner);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ schema: 1, port: opened.port.name, ...report }, null, 2)}\n`);
  else process.stdout.write(contentsText(report));
  return found.some(({ release }) => release === null) ? EXIT_LEAKS : 0;
}
