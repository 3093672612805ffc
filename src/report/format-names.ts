/** Formats in which a document can be written to a file, by name; what renders them is loaded when it is used. */

interface Format {
  /** Name of the file where the user names none. */
  readonly file: string;
  /** It shows what was sent. */
  readonly evidence?: true;
}

const FORMATS = {
  html: { file: "tightlip.html", evidence: true },
  sarif: { file: "tightlip.sarif" },
  junit: { file: "tightlip.junit.xml" },
  json: { file: "tightlip.json" },
  md: { file: "tightlip.md" },
  github: { file: "tightlip.github.txt" },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

export function defaultFile(name: FormatName): string {
  return FORMATS[name].file;
}

/** Whether the format needs the runs behind the findings. */
export function showsEvidence(name: FormatName): boolean {
  const format: Format = FORMATS[name];
  return format.evidence === true;
}
