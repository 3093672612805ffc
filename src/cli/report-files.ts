/** `--report`: formats, each with a path or without. */
import { InvalidArgumentError } from "commander";
import { closest } from "../closest.ts";
import { FORMAT_NAMES } from "../report/formats.ts";
import type { ReportRequest } from "../tasks/report-files.ts";

/** `html,sarif=out/scan.sarif`: formats with commas between, each with a path or without; given again, adds to the rest. */
export function parseReports(text: string, before: readonly ReportRequest[] = []): ReportRequest[] {
  return [...before, ...text.split(",").map(parseReport)];
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
