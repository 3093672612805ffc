/** Renders a document in each format. */
import { annotations } from "./annotations.ts";
import type { ReportDocument } from "./document.ts";
import type { FormatName } from "./format-names.ts";
import { htmlReport } from "./html/page.tsx";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import { sarifReport } from "./sarif.ts";

/** The same document gives the same text, in whole lines. */
type Renderer = (document: ReportDocument) => string;

export const RENDERERS: Readonly<Record<FormatName, Renderer>> = {
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
  json: jsonReport,
  md: markdownReport,
  github: annotations,
};
