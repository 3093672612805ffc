/** `--report`: formats, each with a path or without. */
import { InvalidArgumentError } from "commander";
import { didYouMean } from "../closest.ts";
import { FORMAT_NAMES, type FormatName } from "../report/formats.ts";
import type { ReportRequest } from "../tasks/report-files.ts";

/** Formats of a comparison of two versions. */
export const DIFF_FORMATS = ["html"] as const satisfies readonly FormatName[];

/** `html,sarif=out/scan.sarif`: formats with commas between, each with a path or without; given again, adds to the rest. */
export function parseReports(text: string, before: readonly ReportRequest[] = []): ReportRequest[] {
  return [...before, ...text.split(",").map((part) => parseReport(part, FORMAT_NAMES))];
}

/** The same for two versions, of which there is a page and no other file. */
export function parseDiffReports(text: string, before: readonly ReportRequest[] = []): ReportRequest[] {
  return [...before, ...text.split(",").map((part) => parseReport(part, DIFF_FORMATS))];
}

function parseReport(part: string, formats: readonly FormatName[]): ReportRequest {
  const [, name, , path] = /^\s*([^=]*?)\s*(=(.*))?$/s.exec(part)!;
  const format = formats.find((known) => known === name);
  if (format === undefined)
    throw new InvalidArgumentError(
      `There is no format "${name}".${didYouMean(name, formats)} It can be: ${formats.join(", ")}.`,
    );
  if (path === "") throw new InvalidArgumentError(`There is no path after "${name}=".`);
  return { format, path: path ?? null };
}
