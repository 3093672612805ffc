/** Task `dump`: reads a board's flash and finds the credentials in it. */
import { type KnownSecret, wantedOf } from "../capture/known-secret.ts";
import { EXIT_DONE, EXIT_LEAKS } from "../exit-codes.ts";
import { BoardContents } from "../flash/board-contents.ts";
import { openPort } from "../flash/open-port.ts";
import type { Port } from "../flash/port.ts";
import { type Region, Session } from "../flash/session.ts";
import { Scanner } from "../judge/search/scan.ts";
import { checkRawFile, rawFileNotice, writeRawFile } from "../raw-file.ts";
import { type ContentsReport, contentsReport } from "../report/board-contents.ts";
import { stopIfAborted } from "../user-error.ts";
import { step, type TaskContext } from "./progress.ts";

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
  const { contents, whole } = read;
  if (out !== undefined) {
    await writeRawFile(out, [whole!.bytes]);
    context.on({ kind: "warning", message: rawFileNotice(out) });
  }
  const scanner = new Scanner([...contents.secrets, ...wantedOf(secrets)]);
  const report = contentsReport(
    contents,
    contents.find(scanner, whole === null ? undefined : [whole]),
    scanner,
  );
  const leaks = report.found.some(({ release }) => release === null);
  return { port: opened.port.name, ...report, exitCode: leaks ? EXIT_LEAKS : EXIT_DONE };
}

interface ReadBoard {
  readonly contents: BoardContents;
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
    const whole = out === undefined ? null : await readWhole(session, on);
    await session.close();
    return { contents, whole };
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
