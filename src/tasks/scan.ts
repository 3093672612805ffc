/** Task `scan`: looks for credentials in recordings of a real appliance. */
import { availableParallelism } from "node:os";
import { type ComparedFiles, compareCaptures } from "../capture/compare/compare-captures.ts";
import type { KnownSecret } from "../capture/known-secret.ts";
import { checkDecryption } from "../capture/packets/tshark-packets.ts";
import { scanCapture } from "../capture/scan-capture.ts";
import type { ScannedCapture } from "../capture/scanned-capture.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_UNKNOWN } from "../exit-codes.ts";
import { plural } from "../plural.ts";
import { captureReport } from "../report/capture-report.ts";
import { type CaptureReport, DOCUMENT_VERSION, type ReportDocument } from "../report/document.ts";
import { reportFormat } from "../report/formats.ts";
import { wordOf } from "../report/reported.ts";
import { EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { scanAhead, scanThreads } from "../work/scan-ahead.ts";
import { step, type TaskContext, warningTo } from "./progress.ts";
import { rememberReplays } from "./replay.ts";
import { checkReportFiles, type ReportRequest, writeReports } from "./report-files.ts";

export interface ScanRequest {
  readonly files: readonly string[];
  /** Captures that differ in one secret; null where nothing is compared. */
  readonly compare: ComparedFiles | null;
  readonly secrets: readonly KnownSecret[];
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Keys in a capture itself are used, through tshark. */
  readonly useTshark?: boolean;
  /** Bytes that unpacking each file may yield; by default a multiple of its size. */
  readonly unpackBytes?: number;
  readonly reports: readonly ReportRequest[];
  /** Folder of the reports that have no path. */
  readonly reportFolder: string;
  /** Options by which the command is told the same secrets again. */
  readonly replayOptions: string;
}

export interface ScanResult {
  readonly document: ReportDocument;
  /** Paths of the reports that were written. */
  readonly written: readonly string[];
  readonly exitCode: number;
}

/** Each capture is an item of progress as soon as it was scanned. Throws a UserError for a file that can't be read. */
export async function scan(request: ScanRequest, context: TaskContext<CaptureReport>): Promise<ScanResult> {
  const { files, compare, secrets, keylog, useTshark, unpackBytes } = request;
  const { on, signal } = context;
  const ofFirmware = request.reports.find(({ format }) => reportFormat(format).isOfFirmware);
  if (ofFirmware !== undefined)
    throw new UserError(
      `--report ${ofFirmware.format} tells what of a firmware's code ran, which no capture says. Use it with "tightlip check".`,
      EXIT_USAGE,
    );
  const written = await checkReportFiles(request.reports, request.reportFolder);
  if (keylog !== undefined || useTshark) await checkDecryption(keylog);
  const reported: CaptureReport[] = [];
  const take = (capture: ScannedCapture) => {
    const report = captureReport(capture, request.replayOptions);
    reported.push(report);
    on({ kind: "item", item: report });
  };
  const begin = (part: string) => {
    on(step(part));
    stopIfAborted(signal, `${reported.length} of ${plural(files.length, "file")} searched.`);
    const progress = (doneBytes: number, totalBytes: number) =>
      on({ kind: "transfer", part, doneBytes, totalBytes });
    return { keylog, useTshark, unpackBytes, signal, progress, ahead };
  };
  const threads = scanThreads(availableParallelism() - 1);
  const ahead = scanAhead(threads);
  try {
    if (compare !== null) take(await compareCaptures(compare, secrets, begin("comparing captures")));
    for (const [index, file] of files.entries())
      take(await scanCapture(file, secrets, begin(`reading file ${index + 1} of ${files.length}`)));
  } finally {
    await threads.close();
  }
  const document = {
    version: DOCUMENT_VERSION,
    tightlip: VERSION,
    seed: null,
    baseline: null,
    trust: null,
    against: null,
    reported,
  } as const;
  await writeReports(written, document, warningTo(context));
  rememberReplays(reported, warningTo(context));
  const words = reported.map(wordOf);
  const exitCode = words.includes("leaks")
    ? EXIT_LEAKS
    : words.includes("unknown")
      ? EXIT_UNKNOWN
      : EXIT_DONE;
  return { document, written: written.map(({ path }) => path), exitCode };
}
