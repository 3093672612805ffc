/** Pages that show commands and what they say: the commands are run, and what is shown is looked for. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Edit, lines } from "./cli.ts";

export interface Block {
  /** Empty where there is none. */
  readonly language: string;
  readonly text: string;
  /** On which it starts in the page; from 1. */
  readonly line: number;
}

/** A Step is one command as a page shows it. */
export interface Step {
  readonly command: string;
  /** Lines of output that have to come in this order; `…` stands for anything. */
  readonly output: string[];
  readonly exitCode: number;
}

/** The blocks of code in a page, those in lists too. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map((match) => ({
    language: match[2],
    text: match[3].replaceAll(new RegExp(`^${match[1]}`, "gm"), ""),
    line: text.slice(0, match.index).split("\n").length,
  }));
}

/** Programs that pages have readers start. */
const PROGRAM = /^(?:\$ )?((?:[A-Z_]+=\S+ )*(?:npx|npm|tightlip|tshark|curl|git|node) .*?)(?: {2,}.*)?$/;

/** The command lines in the blocks of a page, without what stands behind them as explanation. */
export function commandsOf(page: string): string[] {
  const shells = blocksOf(page).filter(({ language }) => language === "" || language === "console");
  return shells.flatMap(({ text }) => lines(text).flatMap((line) => PROGRAM.exec(line)?.[1].trim() ?? []));
}

/** Of text in which `$ ` begins a command, and a line `[exit code 1]` may end it. */
export function stepsOf(text: string): Step[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command, ...output] = lines(step);
      const exit = output.findIndex((line) => line.startsWith("[exit code "));
      const exitCode = exit < 0 ? 0 : Number(output.splice(exit, 1)[0].replace(/\D/g, ""));
      return { command, output, exitCode };
    });
}

/** Of a diff that begins with `+++ file`, with `@@` between its hunks. */
export function editOf(diff: string): Edit {
  const [file, ...rest] = lines(diff);
  const hunks = rest
    .join("\n")
    .split("\n@@\n")
    .map((hunk) => ({ from: without("+", hunk), to: without("-", hunk) }));
  return { file: file.slice("+++ ".length), hunks };
}

export function expectInOrder(output: string, wanted: readonly string[]): void {
  const left = lines(output);
  for (const line of wanted) {
    const pattern = new RegExp(`^${line.split("…").map(escaped).join(".*")}$`);
    const at = left.findIndex((candidate) => pattern.test(candidate));
    expect(at, `"${line}" in:\n${left.join("\n")}`).toBeGreaterThanOrEqual(0);
    left.splice(0, at + 1);
  }
}

/** One side of a hunk. */
function without(sign: "+" | "-", hunk: string): string {
  const kept = lines(hunk).filter((line) => !line.startsWith(sign));
  return kept.map((line) => line.slice(1)).join("\n");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
