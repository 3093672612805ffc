/**
 * Workflow commands of GitHub Actions: a step that prints them annotates lines of the source in a pull request. Of
 * each check, what makes it fail.
 */
import { newLeaks } from "../tasks/check.ts";
import { plainText } from "./printable.ts";
import type { Reported } from "./report.ts";
import { sentence } from "./words.ts";

/** A line each; empty where nothing fails. Paths are relative to the firmware's project. */
export function annotations(results: readonly Reported[]): string {
  return results
    .flatMap(ofReported)
    .map((line) => `${line}\n`)
    .join("");
}

function ofReported(result: Reported): string[] {
  const { main, failure, verdict, problems } = result;
  if (failure !== null) return [error({ file: main, title: "did not build" }, failure)];
  if (problems !== null)
    return problems.map((problem) => error({ file: main, title: "not as expected" }, problem));
  const unknown =
    verdict!.word === "unknown" ? [error({ file: main, title: "unknown" }, verdict!.reason)] : [];
  const leaks = newLeaks(result).map((leak) => {
    const { file, line } = leak.source ?? { file: main, line: 1 };
    return error({ file, line, title: leak.rule }, sentence(leak, result.since));
  });
  return [...leaks, ...unknown];
}

function error(fields: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(fields).map(([name, value]) => `${name}=${field(`${value}`)}`);
  return `::error ${list.join(",")}::${data(message)}`;
}

/** As @actions/core 1.11 escapes it (command.ts, `escapeData` and `escapeProperty`). */
function data(text: string): string {
  return plainText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function field(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
