/** Files that reports are written to. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { rememberReport } from "../last-report.ts";
import { refuseLinks } from "../no-links.ts";
import type { ReportDocument } from "../report/document.ts";
import { type FormatName, reportFormat } from "../report/formats.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { checkWholeFile, writeWholeFile } from "../whole-file.ts";

/** Everybody may read a report: no secret is in it. */
const MODE = 0o644;

export interface ReportRequest {
  readonly format: FormatName;
  /** Null for the format's own file name in the folder for reports. */
  readonly path: string | null;
}

export interface ReportFile {
  readonly format: FormatName;
  readonly path: string;
}

/** Evidence test: true when one of the reports shows the bytes that were sent. */
export function needEvidence(requests: readonly ReportRequest[]): boolean {
  return requests.some(({ format }) => reportFormat(format).hasEvidence === true);
}

/**
 * Throws a UserError when a report cannot go where it is asked to, before the work for it is done. `nameOf`: the file
 * name for a format where none is given.
 */
export async function checkReportFiles(
  requests: readonly ReportRequest[],
  folder: string,
  nameOf: (format: FormatName) => string = (format) => reportFormat(format).file,
): Promise<ReportFile[]> {
  const files = requests.map(({ format, path }) => ({ format, path: path ?? join(folder, nameOf(format)) }));
  const twice = files.find(
    (file, i) => files.findIndex(({ path }) => resolve(path) === resolve(file.path)) < i,
  );
  if (twice !== undefined)
    throw new UserError(`${twice.path}: two reports have this path; give each its own.`, EXIT_USAGE);
  if (requests.some(({ path }) => path === null)) await makeFolder(folder);
  for (const { path } of files) await checkWholeFile(path);
  return files;
}

/** Throws a UserError for the first that cannot be written. `warn`: of what does not keep it from being written. */
export async function writeReports(
  files: readonly ReportFile[],
  document: ReportDocument,
  warn: (message: string) => void,
): Promise<void> {
  for (const file of files) {
    const render = await reportFormat(file.format).load();
    await writeReport(file, render(document), warn);
  }
}

/** Throws a UserError when it cannot be written. `warn`: of what does not keep it from being written. */
export async function writeReport(
  { format, path }: ReportFile,
  text: string,
  warn: (message: string) => void,
): Promise<void> {
  const bytes = Buffer.from(text);
  await writeWholeFile(path, [bytes], MODE);
  // For `tightlip show`.
  if (format === "html") rememberReport(path, bytes, warn);
}

async function makeFolder(folder: string): Promise<void> {
  refuseLinks(folder);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(
      `${folder}: cannot be made a folder for reports (${code ?? "unknown error"}).`,
      EXIT_USAGE,
      { cause },
    );
  }
}
