/** Task `show`: gives an HTML report to the browser. */
import { EXIT_DONE } from "../exit-codes.ts";
import { lastReport, readReport } from "../last-report.ts";
import { refuseLinks } from "../no-links.ts";
import { realPathOf } from "../project-top.ts";
import { openedInBrowser } from "./browser.ts";
import { type TaskContext, warningTo } from "./progress.ts";

export interface ShowRequest {
  /** Null for the last report that was written for the project around the working folder. */
  readonly file: string | null;
  /** False only names the report. */
  readonly open: boolean;
}

export interface ShowResult {
  /** Absolute path of the report. */
  readonly path: string;
  /** Reason why no browser could be started, as a code; null where none was to be, or it was. */
  readonly failure: string | null;
  readonly exitCode: number;
}

/** Throws a UserError where there is no report, or something else in its place. */
export async function show({ file, open }: ShowRequest, context: TaskContext): Promise<ShowResult> {
  const path = file === null ? lastReport(warningTo(context)) : namedReport(file);
  return { path, failure: open ? await openedInBrowser(path) : null, exitCode: EXIT_DONE };
}

function namedReport(file: string): string {
  refuseLinks(file);
  const path = realPathOf(file);
  readReport(path, "Name a report that tightlip check --report html wrote.");
  return path;
}
