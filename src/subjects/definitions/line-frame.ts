/**
 * Frame of one line of a definition, with a caret at the place of a syntax error. Words that a definition is made of stay, all
 * others are dots: what cannot be parsed does not tell where a credential stands in it.
 */
import { STEPS } from "../../../sim/home/scenario.ts";
import { definitionWords } from "../policy-schema.ts";

const MAX_CHARACTERS = 160;
const DOT = "·";

/** Words of TypeScript and of the library, and parts of names of secrets. */
const OTHER_WORDS = [
  ...["import", "from", "export", "default", "const", "return", "async", "await", "true", "false", "null"],
  ...["tightlip", "definePolicy", "defineConfig", "scenario", "do"],
  ...["wifi", "ssid", "psk", "settings", "literal"],
];
const WORD = /[\p{L}\p{N}_$]+/gu;

let words: ReadonlySet<string> | null = null;

/** `line` and `column` are from 1. Null for a place that the text does not have. */
export function lineFrame(text: string, line: number, column: number): string | null {
  const whole = text.split(/\r?\n/)[line - 1];
  if (whole === undefined || column > MAX_CHARACTERS) return null;
  const shown = masked(whole.replaceAll("\t", " ")).slice(0, MAX_CHARACTERS);
  const number = `${line}`;
  return `  ${number} | ${shown}\n  ${" ".repeat(number.length)} | ${" ".repeat(column - 1)}^`;
}

function masked(line: string): string {
  words ??= new Set([...definitionWords(), ...STEPS, ...OTHER_WORDS]);
  return line.replaceAll(WORD, (word) => (words!.has(word) ? word : DOT.repeat(word.length)));
}
