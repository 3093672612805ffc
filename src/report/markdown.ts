/**
 * Markdown for a comment on a pull request: what leaks, where, and how to see it again. GitHub's dialect; everything
 * that firmware or a file's name chose stands in code spans, where it is no markup, mention or link.
 */
import { plural } from "../plural.ts";
import { againstLines, baseText, definitionLines } from "./against.ts";
import { circumstanceText } from "./circumstances.ts";
import { MARKER } from "./comment.ts";
import type { AgainstReport, FirmwareReport, ReportDocument, Reported, ReportedFinding } from "./document.ts";
import { COLUMNS, cellText } from "./matrix.ts";
import { noteTexts } from "./note.ts";
import { inline } from "./printable.ts";
import { replayById } from "./replay-id.ts";
import {
  brokenRules,
  findingsOf,
  isAsExpected,
  isFine,
  leaksOf,
  newLeaks,
  problemsOf,
  reasonOf,
  safetyOf,
  secretsOf,
  wordOf,
} from "./reported.ts";
import { findRule } from "./rules.ts";
import { failedScenarioText, failureText, safetyText } from "./safety-words.ts";
import { scopeLines } from "./scope.ts";
import { trustLines } from "./trust.ts";
import {
  counted,
  formatSeconds,
  madeBy,
  manner,
  placeOf,
  problemText,
  sinceOf,
  whatItMeans,
} from "./words.ts";

/** A comment has room for 65,536 characters: so many leaks are described, so many firmwares have a line. */
const MAX_DESCRIBED = 25;
const MAX_ROWS = 60;
const MAX_CHANGES = 60;
const MAX_TEXT_CHARACTERS = 200;
const MAX_SCOPE_CHARACTERS = 2_000;
/** Of a command line, which is of no use when it is cut. */
const MAX_REPLAY_CHARACTERS = 1_000;

export function markdownReport(document: ReportDocument): string {
  const { reported: results, baseline, trust, against } = document;
  const stale = baseline?.stale ?? [];
  const lines = [MARKER, `### tightlip: ${counted(results)}`, ""];
  lines.push(...table(results), "");
  if (against !== null) lines.push(...comparison(against), "");
  let room = MAX_DESCRIBED;
  for (const result of results) {
    // Appliances that are as expected need nobody's attention.
    if (isAsExpected(result)) continue;
    const leaks = newLeaks(result);
    if (leaks.length === 0) continue;
    lines.push(`#### ${code(result.name)}`, "", ...matrix(result), "");
    for (const leak of leaks.slice(0, room)) lines.push(...described(leak, result), "");
    if (leaks.length > room) lines.push(`…and ${leaks.length - room} more.`, "");
    room = Math.max(0, room - leaks.length);
  }
  for (const result of results) lines.push(...unsafe(result));
  for (const result of results) if (results.length === 1) lines.push(...scope(result));
  for (const line of trust === null ? [] : trustLines(trust))
    lines.push(`- ${code(line, MAX_SCOPE_CHARACTERS)}`);
  if (trust !== null) lines.push("");
  for (const { rule, secret, observer, main } of stale)
    lines.push(
      `- In the baseline, but not found any more: ${code(rule)} ${code(secret)} → ${code(observer)} in ${code(main)}`,
    );
  if (stale.length > 0) lines.push("");
  lines.push(
    `<sub>${madeBy(document)}. Credentials go by name; their values are nowhere in this report.</sub>`,
  );
  return `${lines.join("\n")}\n`;
}

/** Actuators that stay on. */
function unsafe(result: Reported): string[] {
  const failures = brokenRules(result).flatMap((rule) =>
    rule.failures.map(
      (failure) =>
        `- ${code(failureText(rule, failure), MAX_SCOPE_CHARACTERS)}: ${code(failedScenarioText(failure), MAX_SCOPE_CHARACTERS)}`,
    ),
  );
  return failures.length === 0 ? [] : [`#### ${code(result.name)}: safety`, "", ...failures, ""];
}

/** All firmware, or where that is too much, what needs attention. */
function table(results: readonly Reported[]): string[] {
  const shown = (results.length > MAX_ROWS ? results.filter((r) => !isFine(r)) : results).slice(0, MAX_ROWS);
  const left = results.length - shown.length;
  const more = left > 0 ? [`| | | …and ${left} more | |`] : [];
  return ["| | what | verdict | ran |", "|---|---|---|---|", ...shown.map(row), ...more];
}

function row(result: Reported): string {
  const word = wordOf(result) ?? "did not build";
  const known = leaksOf(result).filter((leak) => leak.known?.expired === false).length;
  const before = leaksOf(result).length - newLeaks(result).length - known;
  const mark = isFine(result) ? "✅" : word === "unknown" ? "❔" : "❌";
  const notes = (problemsOf(result) ?? [])
    .map((problem) => `<br>not as expected: ${cell(problemText(problem))}`)
    .join("");
  const said = noteTexts(result.kind === "firmware" ? result.verdict.notes : [])
    .map((note) => `<br>note: ${cell(note)}`)
    .join("");
  const safety = safetyOf(result)
    .map((rule) => `<br>safety: ${cell(safetyText(rule))}`)
    .join("");
  const expected = isAsExpected(result) ? " (as expected)" : "";
  const accepted = known > 0 ? `<br>${known} known from the baseline` : "";
  const told = before > 0 ? `<br>${before} as in the base` : "";
  const ran = result.kind === "firmware" ? shareText(result.verdict.scope) : "";
  return `| ${mark} | ${cell(result.name)} | **${word}**${expected}: ${cell(reasonOf(result))}${accepted}${told}${notes}${said}${safety} | ${ran} |`;
}

/** Share of the branches that ran. */
function shareText({ branches }: FirmwareReport["verdict"]["scope"]): string {
  return branches === null ? "" : `${branches.ran} of ${plural(branches.total, "branch", "branches")}`;
}

/** Differences from the base: first those of the firmware, then those of policies and configs. */
function comparison(against: AgainstReport): string[] {
  const items = [
    ...against.firmware.flatMap((one) =>
      againstLines(one).map((line) => `- ${code(one.name)} ${code(line, MAX_SCOPE_CHARACTERS)}`),
    ),
    ...definitionLines(against).map((line) => `- ${code(line, MAX_SCOPE_CHARACTERS)}`),
  ];
  const left = items.length - MAX_CHANGES;
  return [
    `**Compared with ${code(baseText(against))}**`,
    "",
    ...items.slice(0, MAX_CHANGES),
    ...(left > 0 ? [`- …and ${left} more.`] : []),
  ];
}

function matrix(result: Reported): string[] {
  const rows = secretsOf(result).map((secret) => {
    const cells = COLUMNS.map(({ cellOf }) => {
      const found = cellOf(findingsOf(result), secret);
      return found.kind === "leak" ? `**${found.degree}**` : cellText(found);
    });
    return `| ${cell(secret.name)} | ${cells.join(" | ")} |`;
  });
  return [
    `| who learns what | ${COLUMNS.map(({ title }) => title).join(" | ")} |`,
    `|---|${"---|".repeat(COLUMNS.length)}`,
    ...rows,
  ];
}

function described(leak: ReportedFinding, result: Reported): string[] {
  const to = leak.to === null ? "" : ` ${code(leak.to)}`;
  const since = sinceOf(result);
  const unusual = circumstanceText(leak.circumstances);
  const when = since === null ? "" : `, ${formatSeconds(leak.atMicros)} after ${since}`;
  return [
    `- **${leak.degree}**: ${code(leak.secret)} → ${leak.observer}${to} at ${code(placeOf(leak))}`,
    `  <br>${whatItMeans(leak)}${when}, by ${code(manner(leak))}${unusual === null ? "" : `, ${unusual}`}.`,
    `  <br>${code(leak.rule)}: ${findRule(leak.rule)!.title}.`,
    `  <br>Replay: ${code(leak.replay, MAX_REPLAY_CHARACTERS)}, or ${code(replayById(leak.replay))}`,
  ];
}

/** Of a single firmware: of many, each has its share of branches in the table. */
function scope(result: Reported): string[] {
  if (result.kind !== "firmware") return [];
  const lines = scopeLines(result).map((line) => `- ${code(line, MAX_SCOPE_CHARACTERS)}`);
  return ["<details><summary>What was looked at</summary>", "", ...lines, "", "</details>", ""];
}

/** In a table, where a bar ends a cell even in code. */
function cell(text: string): string {
  return code(text).replaceAll("|", "\\|");
}

/** A code span (CommonMark 0.31, 6.1): fenced by more backticks than there are in a row inside. */
function code(text: string, maxCharacters = MAX_TEXT_CHARACTERS): string {
  const line = inline(text.replace(/\s+/g, " "));
  const shown = line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line;
  if (shown.trim() === "") return "` `";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}
