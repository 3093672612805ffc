/**
 * JUnit XML, as CI servers show it: a suite an appliance, in it a test a credential. A test fails where the check
 * does.
 */
import type {
  CaptureReport,
  Expectation,
  FirmwareReport,
  ReportDocument,
  Reported,
  ReportedFinding,
  ReportedSafety,
} from "./document.ts";
import { noteText } from "./note.ts";
import { replayById } from "./replay-id.ts";
import { leaksOf, newLeaks, reasonOf, safetyOf, secretsOf, wordOf } from "./reported.ts";
import { failedScenarioText, failureText, ruleText, safetyText } from "./safety-words.ts";
import { scopeLines } from "./scope.ts";
import { acceptanceText } from "./suppression.ts";
import { frameText, placeOf, problemText, sentence, sinceOf } from "./words.ts";
import { type XmlElement, xmlDocument } from "./xml.ts";

/** One test of a suite. A text is shown by CI servers as it stands. */
interface Test {
  readonly name: string;
  readonly outcome:
    | { readonly kind: "passed" }
    | { readonly kind: "skipped" }
    | {
        readonly kind: "failure" | "error";
        readonly message: string;
        readonly type: string;
        /** Empty for none. */
        readonly details: string;
      };
  /** Empty for none. */
  readonly output: string;
}

const PASSED = { kind: "passed" } as const;

export function junitReport({ reported }: ReportDocument): string {
  const suites = reported.map((result) => ({ result, tests: testsOf(result) }));
  const all = suites.flatMap(({ tests }) => tests);
  return xmlDocument({
    name: "testsuites",
    attributes: { name: "tightlip", ...counts(all) },
    children: suites.map(({ result, tests }) => ({
      name: "testsuite",
      attributes: { name: result.name, ...counts(tests) },
      children: [...properties(result), ...tests.map((test) => testCase(result, test))],
    })),
  });
}

function counts(tests: readonly Test[]): Readonly<Record<string, string>> {
  const count = (kind: Test["outcome"]["kind"]) =>
    `${tests.filter(({ outcome }) => outcome.kind === kind).length}`;
  const [failures, errors, skipped] = (["failure", "error", "skipped"] as const).map(count);
  return { tests: `${tests.length}`, failures, errors, skipped };
}

/** Scope and notes of the verdict. */
function properties(result: Reported): XmlElement[] {
  if (result.kind !== "firmware") return [];
  const { scope, notes } = result.verdict;
  const branches = scope.branches === null ? [] : Object.entries(scope.branches);
  const entries = [
    ...branches.map(([name, count]) => [`branches.${name}`, `${count}`]),
    ...scopeLines(result).map((line) => ["scope", line]),
    ...notes.map((note) => ["note", noteText(note)]),
  ];
  const children = entries.map(([name, value]) => ({ name: "property", attributes: { name, value } }));
  return [{ name: "properties", children }];
}

function testCase({ name: classname, main: file }: Reported, { name, outcome, output }: Test): XmlElement {
  const shown =
    outcome.kind === "passed"
      ? []
      : outcome.kind === "skipped"
        ? [{ name: "skipped" }]
        : [
            {
              name: outcome.kind,
              attributes: { message: outcome.message, type: outcome.type },
              text: outcome.details,
            },
          ];
  const printed = output === "" ? [] : [{ name: "system-out", text: output }];
  return { name: "testcase", attributes: { classname, name, file }, children: [...shown, ...printed] };
}

function testsOf(result: Reported): Test[] {
  if (result.kind === "unbuilt") {
    const outcome = {
      kind: "error",
      message: "did not build",
      type: "build",
      details: result.message,
    } as const;
    return [{ name: "builds", outcome, output: "" }];
  }
  const judged =
    result.kind === "firmware" && result.expected !== null
      ? [expectation(result, result.expected)]
      : credentials(result);
  return [...judged, ...safetyOf(result).map(safetyTest)];
}

function expectation(result: FirmwareReport, { verdict, problems }: Expectation): Test {
  const texts = problems.map(problemText);
  const [message] = texts;
  return {
    name: `is as its policy expects: ${verdict}`,
    outcome:
      message === undefined
        ? PASSED
        : { kind: "failure", message, type: "expectation", details: texts.join("\n") },
    output: leaksOf(result)
      .map((leak) => described(leak, result))
      .join("\n\n"),
  };
}

function credentials(result: FirmwareReport | CaptureReport): Test[] {
  const leaks = leaksOf(result);
  const tests = secretsOf(result).flatMap(({ name, exercised }): Test[] => {
    const own = leaks.filter(({ secret }) => secret === name);
    if (exercised === false && own.length === 0) return [];
    const fresh = newLeaks(result).filter(({ secret }) => secret === name);
    const output = own.flatMap(acceptedLine).join("\n");
    return [{ name: `${name} stays home`, outcome: outcomeOf(own, fresh, result), output }];
  });
  if (wordOf(result) !== "unknown") return tests;
  const outcome = { kind: "error", message: reasonOf(result), type: "unknown", details: "" } as const;
  return [...tests, { name: "can be judged", outcome, output: "" }];
}

function outcomeOf(
  own: readonly ReportedFinding[],
  [first, ...others]: readonly ReportedFinding[],
  result: FirmwareReport | CaptureReport,
): Test["outcome"] {
  if (first === undefined) return own.length > 0 ? { kind: "skipped" } : PASSED;
  const details = [first, ...others].map((leak) => described(leak, result)).join("\n\n");
  return { kind: "failure", message: sentence(first, sinceOf(result)), type: first.rule, details };
}

/** A test for each safety rule. */
function safetyTest(rule: ReportedSafety): Test {
  return {
    name: ruleText(rule),
    outcome: safetyOutcome(rule),
    output: rule.outcome === "holds" ? safetyText(rule) : "",
  };
}

function safetyOutcome(rule: ReportedSafety): Test["outcome"] {
  if (rule.outcome === "holds") return PASSED;
  if (rule.outcome === "fails") {
    const told = rule.failures.map((failure) =>
      [failureText(rule, failure), `  ${failedScenarioText(failure)}`, `  replay: ${failure.replay}`].join(
        "\n",
      ),
    );
    return {
      kind: "failure",
      message: failureText(rule, rule.failures[0]),
      type: "safety",
      details: told.join("\n\n"),
    };
  }
  if (!rule.searched) return { kind: "skipped" };
  return { kind: "error", message: safetyText(rule), type: "unknown", details: "" };
}

function acceptedLine(leak: ReportedFinding): string[] {
  const { known, before, rule } = leak;
  if (before) return [`as before: ${rule} at ${placeOf(leak)}`];
  if (known === null || known.expired) return [];
  return [`known: ${rule} at ${placeOf(leak)}: ${acceptanceText(known.suppression)}`];
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
