/** The line of a leak with its neighbours, for a terminal. */
import type { ReportedFinding } from "./document.ts";

/** Lines before and after the one that leaks. */
const AROUND = 1;
/** More of a line is cut off: with number and mark before it, it should fit a terminal. */
const MAX_LINE_CHARACTERS = 100;
const INDENT = "  ";

export interface ShownLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** It is the line that leaks. */
  readonly isBlamed: boolean;
}

/** None when the source is not known. */
export function excerptLines({ source, excerpt }: Pick<ReportedFinding, "source" | "excerpt">): ShownLine[] {
  if (source === null || excerpt === null) return [];
  return excerpt.lines
    .map((text, index) => {
      const number = excerpt.firstLine + index;
      return { number, text: shortened(text), isBlamed: number === source.line };
    })
    .filter(({ number }) => Math.abs(number - source.line) <= AROUND);
}

/** Cut before a `‹name›` rather than inside it. */
function shortened(line: string): string {
  const characters = Array.from(line.replaceAll("\t", INDENT).trimEnd());
  if (characters.length <= MAX_LINE_CHARACTERS) return characters.join("");
  const kept = characters.slice(0, MAX_LINE_CHARACTERS - 1).join("");
  const name = kept.lastIndexOf("‹");
  return `${name > kept.lastIndexOf("›") ? kept.slice(0, name) : kept}…`;
}
