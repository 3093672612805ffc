/** `--report`: which formats are asked for, and where they are written. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { closest } from "../closest.ts";
import { refuseLinks } from "../no-links.ts";
import { defaultFile, FORMAT_NAMES, type FormatName } from "../report/format-names.ts";
import type { ReportContext, Reported } from "../report/report.ts";
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

/** `html,sarif=out/scan.sarif`: formats with commas between, each with a path or without; given again, adds to the rest. */
export function parseReports(text: string, before: readonly ReportRequest[] = []): ReportRequest[] {
  return [...before, ...text.split(",").map(parseReport)];
}

/** Where each report goes. Throws a UserError when one of them cannot go there, before the work for it is done. */
export async function reportFiles(requests: readonly ReportRequest[], folder: string): Promise<ReportFile[]> {
  const files = requests.map(({ format, path }) => ({
    format,
    path: path ?? join(folder, defaultFile(format)),
  }));
  const twice = files.find(
    (file, i) => files.findIndex(({ path }) => resolve(path) === resolve(file.path)) < i,
  );
  if (twice !== undefined)
    throw new UserError(`${twice.path}: is asked for twice; give each report a path of its own.`, EXIT_USAGE);
  if (requests.some(({ path }) => path === null)) await makeFolder(folder);
  for (const { path } of files) await checkWholeFile(path);
  return files;
}

/** Throws a UserError for the first that cannot be written. */
export async function writeReports(
  files: readonly ReportFile[],
  results: readonly Reported[],
  context: ReportContext,
): Promise<void> {
  if (files.length === 0) return;
  const { RENDERERS } = await import("../report/formats.ts");
  for (const { format, path } of files)
    await writeWholeFile(path, [Buffer.from(RENDERERS[format](results, context))], MODE);
}

function parseReport(part: string): ReportRequest {
  const [, name, , path] = /^\s*([^=]*?)\s*(=(.*))?$/s.exec(part)!;
  const format = FORMAT_NAMES.find((known) => known === name);
  if (format === undefined) {
    const guess = closest(name, FORMAT_NAMES);
    throw new InvalidArgumentError(
      `There is no format "${name}".${guess === null ? "" : ` Did you mean "${guess}"?`} It can be: ${FORMAT_NAMES.join(", ")}.`,
    );
  }
  if (path === "") throw new InvalidArgumentError(`There is no path after "${name}=".`);
  return { format, path: path ?? null };
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
      {
        cause,
      },
    );
  }
}
