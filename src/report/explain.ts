/** Rules and topics for people: a list, and of each all that is to say. */
import type { Rule } from "./rules.ts";
import type { Topic } from "./topics.ts";

const LINE_CHARACTERS = 80;

/** One line each. */
export function explainedList(entries: readonly Pick<Rule | Topic, "id" | "title">[]): string {
  const width = Math.max(...entries.map(({ id }) => id.length));
  const lines = entries.map(({ id, title }) => `${id.padEnd(width)}  ${title}`);
  return `${lines.join("\n")}\n`;
}

export function rulePage({ id, title, meaning, remedy }: Rule): string {
  return [`${id}: ${title}`, "", ...wrapped(meaning), "", "What to do:", ...wrapped(remedy), ""].join("\n");
}

export function topicPage({ id, title, paragraphs }: Topic): string {
  return [`${id}: ${title}`, ...paragraphs.flatMap((text) => ["", ...wrapped(text)]), ""].join("\n");
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
