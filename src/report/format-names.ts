/** The formats in which a check can be reported to a file, by name; what renders them is loaded when it is used. */

/** What the file is called where the user names none. */
const FILES = {
  html: "tightlip.html",
  sarif: "tightlip.sarif",
  junit: "tightlip.junit.xml",
  json: "tightlip.json",
  md: "tightlip.md",
  github: "tightlip.github.txt",
} as const;

export type FormatName = keyof typeof FILES;

export const FORMAT_NAMES = Object.keys(FILES) as FormatName[];

export function defaultFile(name: FormatName): string {
  return FILES[name];
}
