/**
 * A Diagnostic is one objection to a firmware's source, made for people: where, what, the lines around it, and
 * a hint for the mistakes that DeviceScript's differences from Node and browsers invite.
 */

import { createRequire } from "node:module";
import type * as CodeFrame from "@babel/code-frame";
import type { MessageChain, RawDiagnostic } from "../compiler.ts";
import { hintFor } from "./hints.ts";
import type { Problem } from "./problem.ts";
import type { SourceRedaction } from "./redaction.ts";

/** A {@link Problem} with what helps to solve it. Holds no credential that the source holds. */
export interface Diagnostic extends Omit<Problem, "code"> {
  /** `TS2304`, or `DS9999` for DeviceScript's own. */
  readonly code: string;
  /** The lines around the position; null if the file is not text that the compiler read. */
  readonly frame: string | null;
  readonly hint: string | null;
}

export function problemOf(raw: RawDiagnostic): Problem {
  return {
    severity: raw.category === 1 ? "error" : "warning",
    code: raw.code,
    file: (raw.file?.fileName ?? raw.filename).replace(/^\.\//, ""),
    line: raw.line,
    column: raw.column,
    message: shortened(flatten(raw.messageText)),
  };
}

/** Objections of a kind that are shown, and lines of one: types that refer to each other can make megabytes of them. */
export const MAX_SHOWN = 50;
const MAX_MESSAGE_LINES = 10;

/** Lines that a frame shows before and after the one in question. */
const LINES_AROUND = 3;

/** TypeScript's numbers for text that is not TypeScript. */
const isSyntaxError = ({ code }: Problem) => code >= 1000 && code < 1200;
/** DeviceScript's own numbers start here. */
const FIRST_OWN_CODE = 9997;
/** DeviceScript's number for what it can't turn into bytecode. */
export const CODE_NO_BYTECODE = 9999;

const isMissingModule = ({ message }: Problem) => message.startsWith("Cannot find module ");
const isUnknownName = ({ code, message }: Problem) =>
  code === CODE_NO_BYTECODE && /^unknown name\b/.test(message);

/**
 * Makes diagnostics of problems, in order of position. The compiler reports the same place twice, first as
 * TypeScript's error and then, when it gives up there, as its own: the first is kept. In a file with syntax
 * errors, what it says about bytecode is left out: it is about text that nobody meant. So are names that have no
 * bytecode where a module is missing: they are imported from it, as TypeScript objects to all others.
 */
export function diagnosticsOf(
  problems: readonly Problem[],
  redactionOf: (file: string) => SourceRedaction | undefined,
  color: boolean,
  nearest: (problem: Problem) => string | null,
): Diagnostic[] {
  const garbled = new Set(problems.filter(isSyntaxError).map(({ file }) => file));
  const incomplete = new Set(problems.filter(isMissingModule).map(({ file }) => file));
  const byPlace = new Map<string, Problem>();
  for (const problem of problems) {
    if (problem.code === CODE_NO_BYTECODE && garbled.has(problem.file)) continue;
    if (isUnknownName(problem) && incomplete.has(problem.file)) continue;
    const place = `${problem.file}:${problem.line}:${problem.column}`;
    const known = byPlace.get(place);
    if (!known || (known.severity === "warning" && problem.severity === "error")) byPlace.set(place, problem);
  }
  const sorted = [...byPlace.values()].sort(byPosition);
  const shown = (["error", "warning"] as const).flatMap((severity) =>
    sorted.filter((problem) => problem.severity === severity).slice(0, MAX_SHOWN),
  );
  return shown.sort(byPosition).map((problem) => {
    const redaction = redactionOf(problem.file);
    return {
      ...problem,
      code: `${problem.code >= FIRST_OWN_CODE ? "DS" : "TS"}${problem.code}`,
      message: redaction ? redaction.message(problem.message) : problem.message,
      frame: redaction ? frame(redaction, problem, color) : null,
      hint: hintWith(nearest(problem), hintFor(problem)),
    };
  });
}

function hintWith(nearest: string | null, hint: string | null): string | null {
  if (nearest === null) return hint;
  const guess = `Did you mean "${nearest}"?`;
  return hint === null ? guess : `${guess} ${hint}`;
}

/** A diagnostic as the command prints it: position, message, frame and hint, on several lines. */
export function formatDiagnostic({ file, line, column, code, message, frame, hint }: Diagnostic): string {
  const parts = [`${file}:${line}:${column}: ${message} (${code})`];
  if (frame) parts.push(frame);
  if (hint) parts.push(`  Hint: ${hint}`);
  return parts.join("\n");
}

/** Longer lines of source are not shown whole, and without colours, whose ends could be cut off. */
const MAX_LINE = 160;

function frame(redaction: SourceRedaction, { line, column }: Problem, color: boolean): string {
  // Loaded here and not at the top: most builds have nothing to show.
  const { codeFrameColumns }: typeof CodeFrame = createRequire(import.meta.url)("@babel/code-frame");
  const start = { line, column: redaction.column(line, column) };
  const lines = redaction.text.split("\n");
  const first = Math.max(0, line - 1 - LINES_AROUND);
  const isLong = lines.slice(first, line + LINES_AROUND).some(({ length }) => length > MAX_LINE);
  if (!isLong)
    return codeFrameColumns(redaction.text, { start }, { highlightCode: color, forceColor: color });
  const shown = codeFrameColumns(redaction.text, { start }, { highlightCode: false });
  return shown
    .split("\n")
    .map((text) => (text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text))
    .join("\n");
}

function byPosition(a: Problem, b: Problem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

function shortened(message: string): string {
  const lines = message.split("\n");
  return lines.length <= MAX_MESSAGE_LINES
    ? message
    : [...lines.slice(0, MAX_MESSAGE_LINES), "  …"].join("\n");
}

/** TypeScript nests explanations: one a line, indented. */
function flatten(message: string | MessageChain, depth = 0): string {
  if (typeof message === "string") return message;
  const nested = (message.next ?? []).map((next) => `\n${flatten(next, depth + 1)}`);
  return `${"  ".repeat(depth)}${message.messageText}${nested.join("")}`;
}
