/**
 * JUnit XML, as CI servers show it: a suite an appliance, in it a test a credential. A test fails where the check
 * does.
 */
import { createRequire } from "node:module";
import type { Builder, TestCase, TestSuite } from "junit-report-builder";
import type { Finding } from "../judge/verdict/finding.ts";
import { newLeaks } from "../tasks/check.ts";
import { plainText } from "./printable.ts";
import { leaksOf, type Reported } from "./report.ts";
import { sentence } from "./words.ts";

/** Its types speak of a default export that the module does not have. */
const builder = createRequire(import.meta.url)("junit-report-builder") as Builder;

export function junitReport(results: readonly Reported[]): string {
  const report = builder.newBuilder().name("tightlip");
  for (const result of results) {
    const suite = report.testSuite().name(plainText(result.name));
    if (result.failure !== null)
      test(suite, result, "builds").error("did not build", "build", plainText(result.failure));
    else if (result.problems !== null) expectation(suite, result);
    else credentials(suite, result);
  }
  return `${report.build()}\n`;
}

function expectation(suite: TestSuite, result: Reported): void {
  const { problems, expected: wanted } = result;
  const expected = test(suite, result, `is as its policy expects: ${wanted}`);
  expected.standardOutput(
    plainText(
      leaksOf(result)
        .map((leak) => described(leak, result))
        .join("\n\n"),
    ),
  );
  if (problems!.length > 0)
    expected.failure(plainText(problems![0]), "expectation").stacktrace(plainText(problems!.join("\n")));
}

function credentials(suite: TestSuite, result: Reported): void {
  const verdict = result.verdict!;
  const leaks = leaksOf(result);
  for (const { name, exercised } of verdict.secrets) {
    const own = leaks.filter(({ secret }) => secret === name);
    if (result.image !== null && !exercised && own.length === 0) continue;
    const stays = test(suite, result, `${name} stays home`);
    const fresh = newLeaks(result).filter(({ secret }) => secret === name);
    const known = own.flatMap((leak) => acceptedLine(leak, result));
    if (known.length > 0) stays.standardOutput(plainText(known.join("\n")));
    if (own.length > 0 && fresh.length === 0) stays.skipped();
    if (fresh.length > 0)
      stays
        .failure(plainText(sentence(fresh[0], result.since)), fresh[0].rule)
        .stacktrace(plainText(fresh.map((leak) => described(leak, result)).join("\n\n")));
  }
  if (verdict.word === "unknown")
    test(suite, result, "can be judged").error(plainText(verdict.reason), "unknown");
}

function acceptedLine(leak: Finding, result: Reported): string[] {
  const accepted = result.known.get(leak);
  if (accepted === undefined || accepted.expired) return [];
  return [`known: ${leak.rule} at ${result.where(leak)}: ${accepted.suppression.reason}`];
}

function test(suite: TestSuite, reported: Reported, name: string): TestCase {
  return suite
    .testCase()
    .className(plainText(reported.name))
    .name(plainText(name))
    .file(plainText(reported.main));
}

function described(leak: Finding, result: Reported): string {
  const stack = (leak.source?.stack ?? []).map((frame) => `    at ${frame}`);
  return [
    `${leak.rule}: ${sentence(leak, result.since)}`,
    `  at ${result.where(leak)}`,
    ...stack,
    `  replay: ${result.replay(leak)}`,
  ].join("\n");
}
