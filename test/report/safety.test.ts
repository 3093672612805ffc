import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import picocolors from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT_DONE, EXIT_LEAKS, EXIT_UNKNOWN } from "../../src/exit-codes.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { isAsExpected, isFine } from "../../src/report/reported.ts";
import { textReport } from "../../src/report/text.ts";
import { exitCode } from "../../src/tasks/check.ts";
import { firmwareFile } from "../firmware.ts";
import { checked, rendered } from "./checked.ts";

let report: FirmwareReport;

beforeAll(async () => {
  report = await checked(firmwareFile("unsafe-kettle"));
});

/** The same, as if its rules had come to this. */
function withOutcome(outcome: "holds" | "untried", searched = true): FirmwareReport {
  const safety = report.verdict.safety.map((rule) => ({ ...rule, outcome, searched, failures: [] }));
  const because = { kind: "keeps" as const, secrets: [] };
  return { ...report, verdict: { ...report.verdict, word: "keeps", because, safety } };
}

describe("a report on a broken safety rule", () => {
  it("says what stays on, after what, and how to see that again", () => {
    const text = textReport(report, { colors: picocolors.createColors(false), many: false });
    expect(text).toMatch(/^✖ /);
    expect(text).toContain("safety: does not hold: relay is off within 8s of reset and unplug temperature");
    expect(text).toMatch(
      /✖ relay is on 8 s after "reset", until the run ends, and was to be off within 8s, switched on at test\/firmware\/unsafe-kettle\.ts:\d+/,
    );
    expect(text).toMatch(/found by search: .*press button.*, reset/);
    expect(text).toMatch(/replay: tightlip check \S+ --seed 1 --until \S+ --scenario '\{/);
    expect(text).toMatch(
      /safety: holds in all that was tried: relay is off within 8s of set temperature 110 \(\d+ faults in simulated runs, \d+ of them while it was on\)/,
    );
  });

  it.each(["md", "html", "junit", "sarif", "github", "json"] as const)("is in %s as well", (format) => {
    const text = rendered(format, [report]);
    expect(text).toMatch(/relay is on 8 s after \W*(?:&quot;|quot;)?reset|"fault": "reset"/);
  });

  it("is a result of SARIF, at the line that switches on", () => {
    const [{ results, tool }] = JSON.parse(rendered("sarif", [report])).runs;
    const ours = results.filter(({ ruleId }: { ruleId: string }) => ruleId === "safety");
    expect(ours).toHaveLength(2);
    for (const { ruleIndex, locations } of ours) {
      expect(tool.driver.rules[ruleIndex].id).toBe("safety");
      expect(locations[0].physicalLocation.artifactLocation.uri).toBe("test/firmware/unsafe-kettle.ts");
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it("fits the schema of JSON reports", () => {
    const schema = JSON.parse(readFileSync("schema/check-report.schema.json", "utf8"));
    const validate = new Ajv({ strict: false }).compile(schema);
    const document = JSON.parse(rendered("json", [report]));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document.appliances[0].safety.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "fails",
      "holds",
    ]);
  });

  it("decides the exit code, whatever the verdict on secrets is", () => {
    const kept = withOutcome("holds");
    const expected = { verdict: "keeps" as const, problems: [] };
    expect(exitCode([{ ...kept, expected }])).toBe(EXIT_DONE);
    expect(
      exitCode([{ ...kept, expected, verdict: { ...kept.verdict, safety: report.verdict.safety } }]),
    ).toBe(EXIT_LEAKS);
    expect(exitCode([{ ...withOutcome("untried"), expected }])).toBe(EXIT_UNKNOWN);
    // Nobody asked for more than a scenario.
    expect(exitCode([withOutcome("untried", false)])).toBe(EXIT_DONE);
  });

  it("leaves nobody fine, nor as expected", () => {
    const unsafe = { ...withOutcome("holds"), expected: { verdict: "keeps" as const, problems: [] } };
    expect([isFine(unsafe), isAsExpected(unsafe)]).toEqual([true, true]);
    const broken = { ...unsafe, verdict: { ...unsafe.verdict, safety: report.verdict.safety } };
    expect([isFine(broken), isAsExpected(broken)]).toEqual([false, false]);
  });
});
