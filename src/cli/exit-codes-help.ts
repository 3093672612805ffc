/** Exit codes as a help text lists them, two a line. */
import { type ExitCodeMeanings, exitCodes } from "../exit-codes.ts";

const COLUMN = 29;

/** Without an argument: all of them, with their general meaning. */
export function exitCodesHelp(meanings?: ExitCodeMeanings): string {
  const entries = exitCodes(meanings).map(({ code, meaning }) => `${String(code).padEnd(2)} ${meaning}`);
  const rows = Array.from({ length: Math.ceil(entries.length / 2) }, (_, row) => {
    const [left, right] = entries.slice(2 * row, 2 * row + 2);
    return right === undefined ? `  ${left}` : `  ${left!.padEnd(COLUMN)}${right}`;
  });
  return ["Exit codes:", ...rows].join("\n");
}
