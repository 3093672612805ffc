/** Task `dump`: reads a board's flash and finds the credentials in it. */
import { type KnownSecret, wantedOf } from "../capture/known-secret.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_UNKNOWN } from "../exit-codes.ts";
import { BoardContents } from "../flash/board-contents.ts";
import { openPort } from "../flash/open-port.ts";
import type { Port } from "../flash/port.ts";
import { type Region, Session } from "../flash/session.ts";
import { credentialsIn, readWritten } from "../flash/written-flash.ts";
import { withDerived } from "../judge/search/known-derivation.ts";
import { Scanner } from "../judge/search/scan.ts";
import { checkRawFile, rawFileNotice, writeRawFile } from "../raw-file.ts";
import { type ContentsReport, contentsReport, otherFirmwareReport } from "../report/board-contents.ts";
import { stopIfAborted } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { step, type TaskContext } from "./progress.ts";
import { searchedFlash } from "./search-flash.ts";

export interface DumpRequest {
  /** Default: the one port that can be meant. */
  readonly port?: string;
  readonly baudRate?: number;
  /** File for the whole flash. */
  readonly out?: string;
  /** Secrets that are looked for besides those that the board holds. */
  readonly secrets: readonly KnownSecret[];
}

export interface DumpResult extends ContentsReport {
  readonly port: string;
  readonly exitCode: number;
}

/** Throws a UserError for a file that can't be written, and for a board that can't be read. */
export async function dump(request: DumpRequest, context: TaskContext): Promise<DumpResult> {
  const { out, secrets } = request;
  if (out !== undefined) await checkRawFile(out);
  context.on(step("connecting"));
  const opened = await openPort(request.port);
  let read: ReadBoard;
  try {
    read = await readBoard(opened.port, request, context);
  } finally {
    await opened.release();
  }
  const { contents, written, flashBytes, whole } = read;
  if (out !== undefined) {
    await writeRawFile(out, [whole!.bytes]);
    context.on({ kind: "warning", message: rawFileNotice(out) });
  }
  const credentials = [...(contents?.secrets ?? []), ...credentialsIn(written)];
  const scanner = new Scanner(withDerived([...credentials, ...wantedOf(secrets)], nodeCrypto));
  const { name: port } = opened.port;
  if (contents === null) {
    const flash = await searchedFlash({ written, flashBytes, scanner, credentials, secrets });
    const leaks = flash.found.length > 0;
    const isSure = flash.lookedFor.length > 0 && flash.blindSpots.length === 0;
    const isEmpty = written.length === 0;
    const exitCode = leaks ? EXIT_LEAKS : isSure || isEmpty ? EXIT_DONE : EXIT_UNKNOWN;
    return { port, ...otherFirmwareReport(flash, scanner), exitCode };
  }
  const report = contentsReport(contents, contents.find(scanner, written), scanner);
  const leaks = report.found.some(({ release }) => release === null);
  return { port, ...report, exitCode: leaks ? EXIT_LEAKS : EXIT_DONE };
}

interface ReadBoard {
  /** Null for a board of other firmware. */
  readonly contents: BoardContents | null;
  readonly flashBytes: number;
  /** All of the flash that is not erased. */
  readonly written: readonly Region[];
  /** The whole flash, if it was asked for. */
  readonly whole: Region | null;
}

async function readBoard(
  port: Port,
  { baudRate, out }: DumpRequest,
  { on, signal }: TaskContext,
): Promise<ReadBoard> {
  let session: Session | null = null;
  try {
    session = await Session.open(port, { baudRate, signal });
    const contents = await BoardContents.read(session, (part) => on(step(`reading ${part}`)));
    const written = await readWritten(session, (part) => on(step(`reading ${part}`)));
    const whole = out === undefined ? null : await readWhole(session, on);
    await session.close();
    return { contents, written, flashBytes: session.flashBytes, whole };
  } catch (error) {
    await session?.abandon();
    stopIfAborted(signal, `${port.name}: nothing was changed on the board, and no file was written.`);
    throw error;
  }
}

async function readWhole(session: Session, on: TaskContext["on"]): Promise<Region> {
  const { flashBytes: totalBytes } = session;
  const part = "reading the whole flash";
  on(step(part));
  const bytes = await session.read(0, totalBytes, (share) =>
    on({ kind: "transfer", part, doneBytes: share * totalBytes, totalBytes }),
  );
  return { name: "flash", offset: 0, bytes };
}
