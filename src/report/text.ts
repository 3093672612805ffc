/** The report for people: who learns what about each credential, how, and at which line. */
import type { Colors } from "picocolors/types.js";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { againstLines, baseText, definitionLines } from "./against.ts";
import type { AgainstReport, FirmwareReport, Reported, TrustReport, UnbuiltReport } from "./document.ts";
import { groupLeaks } from "./leak-groups.ts";
import { acceptedLine, leakLines } from "./leak-text.ts";
import { COLUMNS, cellText } from "./matrix.ts";
import { noteTexts } from "./note.ts";
import { inline, printable } from "./printable.ts";
import {
  brokenRules,
  isAccepted,
  isAsExpected,
  leaksOf,
  newLeaks,
  problemsOf,
  reasonOf,
  wordOf,
} from "./reported.ts";
import { failedScenarioText, failureText, safetyText } from "./safety-words.ts";
import { scopeLines } from "./scope.ts";
import { SIZES } from "./size-words.ts";
import { trustLines } from "./trust.ts";
import { counted, problemText } from "./words.ts";

export interface TextContext {
  readonly colors: Colors;
  /** More than one appliance is reported: keep each short. */
  readonly many: boolean;
}

export function textReport(report: FirmwareReport | UnbuiltReport, context: TextContext): string {
  const { colors } = context;
  const lines = [headline(report, colors)];
  if (report.kind === "unbuilt") lines.push(...failureLines(report));
  for (const problem of problemsOf(report) ?? [])
    lines.push(colors.red(`    not as expected: ${inline(problemText(problem))}`));
  if (report.kind === "firmware")
    lines.push(...safetyLines(report, colors), ...verdictLines(report, context));
  return printable(lines.join("\n"));
}

/** Safety rules, a line each; of one that fails, what stays on and how to see that again. */
function safetyLines({ verdict }: FirmwareReport, colors: Colors): string[] {
  return verdict.safety.flatMap((result) => {
    const paint = { fails: colors.red, holds: colors.dim, untried: colors.yellow }[result.outcome];
    return [
      paint(`    safety: ${inline(safetyText(result))}`),
      ...result.failures.flatMap((failure) => [
        colors.red(`      ✖ ${inline(failureText(result, failure))}`),
        `        ${inline(failedScenarioText(failure))}`,
        `        replay: ${inline(failure.replay)}`,
      ]),
    ];
  });
}

export function failureLines({ diagnostics, message }: UnbuiltReport): string[] {
  if (diagnostics.length === 0) return [indent(inline(message))];
  return ["", ...diagnostics.map((diagnostic) => indent(formatDiagnostic(diagnostic))), ""];
}

function verdictLines(report: FirmwareReport, { colors, many }: TextContext): string[] {
  const lines = findingLines(report, many, colors);
  const isMeasured = leaksOf(report).some(({ bits }) => bits !== null);
  if (!many)
    lines.push(
      ...(isMeasured ? ["", colors.dim(`    ${SIZES}`)] : []),
      "",
      ...matrix(report, colors),
      "",
      ...scopeLines(report).map((line) => colors.dim(`    ${inline(line)}`)),
    );
  if (leaksOf(report).length > 0) lines.push("");
  return lines;
}

/** Leaks, a block each, and notes; `isShort` leaves out the source and the library. */
export function findingLines(report: FirmwareReport, isShort: boolean, colors: Colors): string[] {
  const lines: string[] = [];
  const leaks = leaksOf(report);
  const fresh = newLeaks(report);
  const accepted = leaks.filter((leak) => !fresh.includes(leak));
  const groups = groupLeaks(leaks.filter((leak) => !accepted.includes(leak)));
  for (const group of groups) lines.push("", ...leakLines(group, isShort, colors));
  if (accepted.length > 0) lines.push("", ...accepted.map((leak) => acceptedLine(leak, colors)));
  const notes = noteTexts(report.verdict.notes).map((note) => colors.yellow(`    note: ${inline(note)}`));
  if (notes.length > 0 && leaks.length > 0) lines.push("");
  lines.push(...notes);
  return lines;
}

/** What of a checkout that is not trusted did not count, a line each. */
export function trustText(trust: TrustReport, colors: Colors): string {
  return trustLines(trust)
    .map((line) => `${colors.yellow("!")} ${inline(line)}\n`)
    .join("");
}

/** Comparison with a base, a line for each difference. */
export function againstText(against: AgainstReport, colors: Colors): string {
  const lines = [
    colors.bold(`Compared with ${inline(baseText(against))}:`),
    ...against.firmware.flatMap((one) => [
      `  ${inline(one.name)}`,
      ...againstLines(one).map((line) => `    ${inline(line)}`),
    ]),
    ...definitionLines(against).map((line) => `${colors.yellow("!")} ${inline(line)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The last line of a report on several appliances. */
export function summaryLine(reported: readonly Reported[], colors: Colors): string {
  const surprises = reported.some((one) => (problemsOf(one) ?? []).length > 0);
  return counted(reported, surprises ? colors.red : undefined);
}

/** Name and verdict; `reason` is why, in a line. */
export function headline(
  report: FirmwareReport | UnbuiltReport,
  colors: Colors,
  reason = reasonOf(report),
): string {
  const asExpected = isAsExpected(report);
  const word = wordOf(report) ?? "did not build";
  const accepted = isAccepted(report);
  const isSafe = brokenRules(report).length === 0;
  const good = isSafe && (word === "keeps" || asExpected || accepted);
  const mark = good ? colors.green("✔") : isSafe && word === "unknown" ? colors.yellow("?") : colors.red("✖");
  const shown =
    word === "keeps" ? colors.green(word) : word === "unknown" ? colors.yellow(word) : colors.red(word);
  const why = report.kind === "unbuilt" ? "" : `: ${inline(reason)}`;
  return `${mark} ${colors.bold(inline(report.name))} ${shown}${asExpected ? " (as expected)" : accepted ? " (all of it known)" : ""}${why}`;
}

/** Width of a column: the longest name of an observer, and two spaces. */
const COLUMN_CHARACTERS = 11;

function matrix({ verdict }: FirmwareReport, colors: Colors): string[] {
  const width = Math.max(12, ...verdict.secrets.map((s) => inline(s.name).length + 2));
  const rows = verdict.secrets.map((secret) => {
    const cells = COLUMNS.map(({ cellOf }) => {
      const cell = cellOf(verdict.findings, secret);
      const padded = cellText(cell).padEnd(COLUMN_CHARACTERS);
      return cell.kind === "leak" ? colors.red(padded) : padded;
    });
    const note = secret.exercised ? "" : "(not used)";
    return `    ${inline(secret.name).padEnd(width)}${cells.join("")}${note}`.trimEnd();
  });
  return [
    colors.dim(
      `    ${"".padEnd(width)}${COLUMNS.map(({ title }) => title.padEnd(COLUMN_CHARACTERS)).join("")}`.trimEnd(),
    ),
    ...rows,
  ];
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
