/**
 * Workflow commands of GitHub Actions: a step that prints them annotates lines of the source in a pull request. Of
 * each check, what makes it fail, its notes, and what a `keeps` speaks of.
 */
import type { ReportDocument, Reported } from "./document.ts";
import { noteText } from "./note.ts";
import { plainText } from "./printable.ts";
import { brokenRules, newLeaks, problemsOf, reasonOf, untriedRules, wordOf } from "./reported.ts";
import { failureText, safetyText } from "./safety-words.ts";
import { problemText, sentence, sinceOf } from "./words.ts";

/** A line each; empty where all is as expected. Paths are relative to the firmware's project. */
export function annotations({ reported }: ReportDocument): string {
  return reported
    .flatMap(ofReported)
    .map((line) => `${line}\n`)
    .join("");
}

function ofReported(reported: Reported): string[] {
  const { main } = reported;
  if (reported.kind === "unbuilt") return [error({ file: main, title: "did not build" }, reported.message)];
  const problems = problemsOf(reported);
  const safety = safetyErrors(reported);
  if (problems !== null)
    return [
      ...safety,
      ...problems.map((problem) => error({ file: main, title: "not as expected" }, problemText(problem))),
    ];
  const unknown =
    wordOf(reported) === "unknown" ? [error({ file: main, title: "unknown" }, reasonOf(reported))] : [];
  const leaks = newLeaks(reported).map((leak) => {
    const { file, line } = leak.source ?? { file: main, line: 1 };
    return error({ file, line, title: leak.rule }, sentence(leak, sinceOf(reported)));
  });
  return [...leaks, ...safety, ...unknown, ...notices(reported)];
}

/** Safety rules that do not hold, and those that were not tried. */
function safetyErrors(reported: Reported): string[] {
  const { main } = reported;
  const broken = brokenRules(reported).flatMap((rule) =>
    rule.failures.map((failure) => {
      const { file, line } = failure.source ?? { file: main, line: 1 };
      return error({ file, line, title: "safety" }, failureText(rule, failure));
    }),
  );
  const untried = untriedRules(reported).map((rule) =>
    error({ file: main, title: "safety" }, safetyText(rule)),
  );
  return [...broken, ...untried];
}

function notices(reported: Reported): string[] {
  if (reported.kind !== "firmware") return [];
  const { main, verdict } = reported;
  const keeps = verdict.word === "keeps" ? [notice({ file: main, title: "keeps" }, reasonOf(reported))] : [];
  const notes = verdict.notes.map((note) => {
    const { file, line } = ("source" in note ? note.source : null) ?? { file: main, line: 1 };
    return notice({ file, line, title: "note" }, noteText(note));
  });
  return [...keeps, ...notes];
}

type Fields = Readonly<Record<string, string | number>>;

function error(fields: Fields, message: string): string {
  return command("error", fields, message);
}

function notice(fields: Fields, message: string): string {
  return command("notice", fields, message);
}

function command(name: "error" | "notice", fields: Fields, message: string): string {
  const list = Object.entries(fields).map(([name, value]) => `${name}=${field(`${value}`)}`);
  return `::${name} ${list.join(",")}::${data(message)}`;
}

/** As @actions/core 1.11 escapes it (command.ts, `escapeData` and `escapeProperty`). */
function data(text: string): string {
  return plainText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function field(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
