/**
 * JUnit XML, as CI servers show it: a suite an appliance, in it a test a credential. A test fails where the check
 * does.
 */
import { createRequire } from "node:module";
import type { Builder, TestCase, TestSuite } from "junit-report-builder";
import type {
  CaptureReport,
  Expectation,
  FirmwareReport,
  ReportDocument,
  Reported,
  ReportedFinding,
} from "./document.ts";
import { noteText } from "./note.ts";
import { plainText } from "./printable.ts";
import { replayById } from "./replay-id.ts";
import { leaksOf, newLeaks, reasonOf, secretsOf, wordOf } from "./reported.ts";
import { scopeLines } from "./scope.ts";
import { acceptanceText } from "./suppression.ts";
import { frameText, placeOf, problemText, sentence, sinceOf } from "./words.ts";

/** Its types speak of a default export that the module does not have. */
const builder = createRequire(import.meta.url)("junit-report-builder") as Builder;

export function junitReport({ reported }: ReportDocument): string {
  const report = builder.newBuilder().name("tightlip");
  for (const result of reported) {
    const suite = report.testSuite().name(plainText(result.name));
    if (result.kind === "firmware") properties(suite, result);
    if (result.kind === "unbuilt")
      test(suite, result, "builds").error("did not build", "build", plainText(result.message));
    else if (result.kind === "firmware" && result.expected !== null)
      expectation(suite, result, result.expected);
    else credentials(suite, result);
  }
  return `${report.build()}\n`;
}

/** Scope and notes of the verdict. */
function properties(suite: TestSuite, result: FirmwareReport): void {
  const { branches } = result.verdict.scope;
  if (branches !== null) {
    suite.property("branches.ran", `${branches.ran}`);
    suite.property("branches.total", `${branches.total}`);
  }
  for (const line of scopeLines(result)) suite.property("scope", plainText(line));
  for (const note of result.verdict.notes) suite.property("note", plainText(noteText(note)));
}

function expectation(suite: TestSuite, result: FirmwareReport, { verdict, problems }: Expectation): void {
  const expected = test(suite, result, `is as its policy expects: ${verdict}`);
  expected.standardOutput(
    plainText(
      leaksOf(result)
        .map((leak) => described(leak, result))
        .join("\n\n"),
    ),
  );
  const texts = problems.map(problemText);
  if (texts.length > 0)
    expected.failure(plainText(texts[0]), "expectation").stacktrace(plainText(texts.join("\n")));
}

function credentials(suite: TestSuite, result: FirmwareReport | CaptureReport): void {
  const leaks = leaksOf(result);
  for (const { name, exercised } of secretsOf(result)) {
    const own = leaks.filter(({ secret }) => secret === name);
    if (exercised === false && own.length === 0) continue;
    const stays = test(suite, result, `${name} stays home`);
    const fresh = newLeaks(result).filter(({ secret }) => secret === name);
    const known = own.flatMap(acceptedLine);
    if (known.length > 0) stays.standardOutput(plainText(known.join("\n")));
    if (own.length > 0 && fresh.length === 0) stays.skipped();
    if (fresh.length > 0)
      stays
        .failure(plainText(sentence(fresh[0], sinceOf(result))), fresh[0].rule)
        .stacktrace(plainText(fresh.map((leak) => described(leak, result)).join("\n\n")));
  }
  if (wordOf(result) === "unknown")
    test(suite, result, "can be judged").error(plainText(reasonOf(result)), "unknown");
}

function acceptedLine(leak: ReportedFinding): string[] {
  const { known, before, rule } = leak;
  if (before) return [`as before: ${rule} at ${placeOf(leak)}`];
  if (known === null || known.expired) return [];
  return [`known: ${rule} at ${placeOf(leak)}: ${acceptanceText(known.suppression)}`];
}

function test(suite: TestSuite, reported: Reported, name: string): TestCase {
  return suite
    .testCase()
    .className(plainText(reported.name))
    .name(plainText(name))
    .file(plainText(reported.main));
}

function described(leak: ReportedFinding, result: Reported): string {
  const stack = (leak.source?.stack ?? []).map((frame) => `    at ${frameText(frame)}`);
  return [
    `${leak.rule}: ${sentence(leak, sinceOf(result))}`,
    `  at ${placeOf(leak)}`,
    ...stack,
    `  replay: ${leak.replay}`,
    `  or: ${replayById(leak.replay)}`,
  ].join("\n");
}
