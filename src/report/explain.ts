/** The rules for people: a list, and of one rule all that is to say. */
import { RULES, type Rule } from "./rules.ts";

const LINE_CHARACTERS = 80;

/** One line a rule. */
export function ruleList(): string {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  const lines = RULES.map(({ id, title }) => `${id.padEnd(width)}  ${title}`);
  return `${lines.join("\n")}\n`;
}

export function rulePage({ id, title, meaning, remedy }: Rule): string {
  return [`${id}: ${title}`, "", ...wrapped(meaning), "", "What to do:", ...wrapped(remedy), ""].join("\n");
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= LINE_CHARACTERS)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
