/** The report for people: who learns what about each credential, how, and at which line. */
import type { Colors } from "picocolors/types.js";
import { OBSERVERS } from "../../sim/tape/tape.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { eventsOf } from "../judge/explore/shorten.ts";
import { story } from "../judge/explore/story.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { type CheckedAppliance, isAccepted } from "../tasks/check.ts";
import type { KnownLeak } from "./baseline.ts";
import { replayCommand } from "./json.ts";
import { cellOf, isLeak } from "./matrix.ts";
import { inline, printable } from "./printable.ts";
import { scopeLines } from "./scope.ts";
import { counted, formatSeconds, manner, placeOf, whatItMeans } from "./words.ts";

export interface TextContext {
  readonly seed: number;
  readonly colors: Colors;
  /** More than one appliance is reported: keep each short. */
  readonly many: boolean;
}

export function textReport(result: CheckedAppliance, context: TextContext): string {
  const { failure, verdict, problems } = result;
  const { colors } = context;
  const lines = [headline(result, colors)];
  if (failure instanceof BuildFailed)
    lines.push("", ...failure.diagnostics.map((diagnostic) => indent(formatDiagnostic(diagnostic))), "");
  else if (failure !== null) lines.push(indent(inline(failure.message)));
  for (const problem of problems ?? []) lines.push(colors.red(`    not as expected: ${inline(problem)}`));
  if (verdict !== null) {
    const leaks = verdict.findings.filter((f) => f.release === null);
    const accepted = leaks.filter((leak) => result.known.get(leak)?.expired === false);
    for (const leak of leaks.filter((leak) => !accepted.includes(leak)))
      lines.push("", ...leakLines(leak, result, context));
    if (accepted.length > 0) lines.push("", ...accepted.map((leak) => acceptedLine(leak, result, colors)));
    if (!context.many)
      lines.push(
        "",
        ...matrix(verdict, colors),
        "",
        ...scopeLines(result.policy, verdict).map((line) => colors.dim(`    ${inline(line)}`)),
      );
    if (leaks.length > 0) lines.push("");
  }
  return printable(lines.join("\n"));
}

/** The last line of a report on several appliances. */
export function summaryLine(results: readonly CheckedAppliance[], colors: Colors): string {
  const surprises = results.some(({ problems }) => problems !== null && problems.length > 0);
  const line = counted(results);
  return surprises ? line.replace(/[^;]*$/, (tail) => colors.red(tail)) : line;
}

function headline(result: CheckedAppliance, colors: Colors): string {
  const { appliance, verdict, problems } = result;
  const asExpected = problems !== null && problems.length === 0;
  const word = verdict?.word ?? "did not build";
  const accepted = isAccepted(result);
  const good = word === "keeps" || asExpected || accepted;
  const mark = good ? colors.green("✔") : word === "unknown" ? colors.yellow("?") : colors.red("✖");
  const shown =
    word === "keeps" ? colors.green(word) : word === "unknown" ? colors.yellow(word) : colors.red(word);
  const reason = verdict === null ? "" : `: ${inline(verdict.reason)}`;
  return `${mark} ${colors.bold(inline(appliance.name))} ${shown}${asExpected ? " (as expected)" : accepted ? " (all of it known)" : ""}${reason}`;
}

function leakLines(
  leak: Finding,
  { appliance, known }: CheckedAppliance,
  { colors, seed }: TextContext,
): string[] {
  const to = leak.to === null ? "" : ` ${inline(leak.to)}`;
  const trigger = eventsOf(leak.scenario) > 0 ? [`      when: ${inline(story(leak.scenario.steps))}`] : [];
  return [
    `    ${colors.bold(inline(leak.secret))} → ${colors.bold(leak.observer)}${to}  ${colors.red(leak.degree)}: ${whatItMeans(leak)}`,
    `      at ${colors.cyan(inline(placeOf(leak)))}, ${formatSeconds(leak.atMicros)} after power-on, by ${inline(manner(leak))}`,
    ...trigger,
    ...lapsed(known.get(leak)),
    colors.dim(`      replay: ${inline(replayCommand(appliance.main, leak, seed))}`),
  ];
}

function lapsed(known: KnownLeak | undefined): string[] {
  if (known === undefined) return [];
  const { expires, reason } = known.suppression;
  return [`      accepted until ${expires}: ${inline(reason)}`];
}

function acceptedLine(leak: Finding, { known }: CheckedAppliance, colors: Colors): string {
  const { reason, expires } = known.get(leak)!.suppression;
  const to = leak.to === null ? "" : ` ${inline(leak.to)}`;
  const until = expires === null ? "" : ` (until ${expires})`;
  const what = `${inline(leak.secret)} → ${leak.observer}${to}  ${leak.degree} at ${inline(placeOf(leak))}`;
  return colors.dim(`    known: ${what}: ${inline(reason)}${until}`);
}

function matrix(verdict: Verdict, colors: Colors): string[] {
  const width = Math.max(12, ...verdict.secrets.map((s) => inline(s.name).length + 2));
  const column = 11;
  const rows = verdict.secrets.map((secret) => {
    const cells = OBSERVERS.map((observer) => {
      const word = cellOf(verdict, secret, observer);
      const padded = word.padEnd(column);
      return isLeak(word) ? colors.red(padded) : padded;
    });
    const note = secret.exercised ? "" : "(not used)";
    return `    ${inline(secret.name).padEnd(width)}${cells.join("")}${note}`.trimEnd();
  });
  return [
    colors.dim(`    ${"".padEnd(width)}${OBSERVERS.map((o) => o.padEnd(column)).join("")}`.trimEnd()),
    ...rows,
  ];
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
