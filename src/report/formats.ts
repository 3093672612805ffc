/**
 * Formats in which a report can be written to a file, by name. A new one is a file that makes the text, and an entry
 * here: the option `--report`, its help, completion and messages follow.
 */
import type { ReportDocument } from "./document.ts";

interface Format {
  /** Name of the file where the user names none. */
  readonly file: string;
  /** It shows what was sent, and so needs the runs behind the findings. */
  readonly hasEvidence?: true;
  /** It tells of the program, which a capture does not have. */
  readonly isOfFirmware?: true;
  /** Loads what makes it only when it is used. */
  readonly load: () => Promise<Renderer>;
}

/** The same document gives the same text, in whole lines. */
export type Renderer = (document: ReportDocument) => string;

const FORMATS = {
  html: {
    file: "tightlip.html",
    hasEvidence: true,
    load: async () => (await import("./html/page.tsx")).htmlReport,
  },
  sarif: { file: "tightlip.sarif", load: async () => (await import("./sarif.ts")).sarifReport },
  junit: { file: "tightlip.junit.xml", load: async () => (await import("./junit.ts")).junitReport },
  json: { file: "tightlip.json", load: async () => (await import("./json.ts")).jsonReport },
  md: { file: "tightlip.md", load: async () => (await import("./markdown.ts")).markdownReport },
  github: {
    file: "tightlip.github.txt",
    load: async () => (await import("./annotations.ts")).annotations,
  },
  lcov: {
    // Editors look for a file of this name.
    file: "lcov.info",
    isOfFirmware: true,
    load: async () => (await import("./lcov.ts")).lcovReport,
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Name of a report on two versions without a path: that of a check may lie beside it. */
export const DIFF_FILE = "tightlip.diff.html";

/** Names of all reports without a path. */
export const REPORT_FILES: readonly string[] = [...Object.values(FORMATS).map(({ file }) => file), DIFF_FILE];

export function reportFormat(name: FormatName): Format {
  return FORMATS[name];
}
