/** Renders a check in each format. */
import { annotations } from "./annotations.ts";
import type { FormatName } from "./format-names.ts";
import { htmlReport } from "./html/page.tsx";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import type { ReportContext, Reported } from "./report.ts";
import { sarifReport } from "./sarif.ts";

/** The same results and context give the same text, in whole lines. */
type Renderer = (results: readonly Reported[], context: ReportContext) => string;

export const RENDERERS: Readonly<Record<FormatName, Renderer>> = {
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
  json: jsonReport,
  md: markdownReport,
  github: annotations,
};
