import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import type { Log, Result } from "sarif";
import { beforeAll, describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { Baseline } from "../../src/report/baseline.ts";
import { baselineText } from "../../src/report/baseline-file.ts";
import type { FirmwareReport, Reported, UnbuiltReport } from "../../src/report/document.ts";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import { tempProject } from "../compile/temp-project.ts";
import { firmwareFile } from "../firmware.ts";
import { SOAK } from "../soak.ts";
import { checked, observed, rendered, unbuilt } from "./checked.ts";

/**
 * The OASIS schema as the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT) ships it: release candidate 5 of 2.1.0,
 * which errata 01 changes in no rule for what we write but that a region says where it starts. Nothing in it is
 * particular to JSON Schema draft 4.
 */
const { $schema, id, ...sarifSchema } = JSON.parse(
  readFileSync(new URL("sarif-2.1.0-rtm.5.json", import.meta.url), "utf8"),
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const isSarif = ajv.compile<Log>(sarifSchema);

/** Prints a token that is written in it. */
const TELLTALE = `import { readSetting } from "@devicescript/settings";
function tell(word: string) {
  console.log("the token is " + word);
}
tell(await readSetting("token", "hunter2-hunter2-hunter2"));
`;

let project: string;
let leaky: FirmwareReport;
let clean: FirmwareReport;
/** The telltale once more. */
let again: FirmwareReport;
let telltale: FirmwareReport;
let broken: UnbuiltReport;
let quiet: FirmwareReport;

beforeAll(async () => {
  project = tempProject({
    "telltale.ts": TELLTALE,
    "broken.ts": "const = ;\n",
    "quiet.ts": 'console.log("hello");\n',
    "clean.ts":
      'import { readSetting } from "@devicescript/settings";\nconst token = await readSetting("token", "");\nif (token.length === 0) console.log("no token");\n',
    "clean.policy.ts": 'export default { expected: { verdict: "keeps" } };\n',
  });
  leaky = await checked(firmwareFile("pairing"));
  clean = await checked(join(project, "clean.ts"));
  telltale = await checked(join(project, "telltale.ts"));
  again = await checked(join(project, "telltale.ts"));
  broken = await unbuilt(join(project, "broken.ts"));
  quiet = await checked(join(project, "quiet.ts"));
}, 240_000);

function sarif(...results: Reported[]): Log {
  const log: unknown = JSON.parse(rendered("sarif", results));
  if (isSarif(log)) return log;
  expect(isSarif.errors).toEqual([]);
  throw new Error("not SARIF");
}

function results(...from: Reported[]): Result[] {
  return sarif(...from).runs[0].results!;
}

function schema(name: string): object {
  // By the name under which the package exports it.
  const file = new URL(import.meta.resolve(`tightlip/schema/${name}.schema.json`));
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The same, but what it does not describe is refused. */
function closed(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map(closed);
  const entries = Object.entries(part).map(([key, value]) => [key, closed(value)]);
  return { ...Object.fromEntries(entries), ...("properties" in part ? { additionalProperties: false } : {}) };
}

function faults(against: unknown, document: unknown) {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  formats.default(ajv);
  const validate = ajv.compile(against as object);
  validate(document);
  return validate.errors ?? [];
}

/** Coverage says nothing of credentials. */
const OF_VERDICTS = FORMAT_NAMES.filter((name) => name !== "lcov");

describe.each(OF_VERDICTS)("the %s report", (format) => {
  const render = (results: Reported[]) => rendered(format, results);

  it("holds no secret, not even one that is written in the source", async () => {
    const text = render([leaky, clean, telltale]);
    expect(text).toMatch(/settings\.token/);
    for (const main of [firmwareFile("pairing"), join(project, "telltale.ts")]) {
      const { scanner } = await observed(main);
      expect(scanner.scan(toBytes(text))).toEqual([]);
    }
    expect(text).not.toContain("hunter2");
  });

  it("is the same to the byte when everything is done again", () => {
    expect(render([again, broken])).toBe(render([telltale, broken]));
  });

  it("says what could not be judged or built, and that is all it says of it", () => {
    const text = render([quiet, broken]);
    expect(text).toContain("the firmware used no credential in this scenario");
    expect(text).toContain("broken.ts:1:7");
  });
});

describe("the annotations for GitHub", () => {
  it("are one line for each thing that fails, at its line", () => {
    const text = rendered("github", [telltale, broken, quiet, clean]);
    expect(text.split("\n").map((line) => line.replace(/::(?!error).*/, ""))).toEqual([
      "::error file=telltale.ts,line=5,title=clear/flash",
      "::error file=telltale.ts,line=3,title=clear/log",
      "::error file=broken.ts,title=did not build",
      "::error file=quiet.ts,title=unknown",
      "",
    ]);
    expect(rendered("github", [clean])).toBe("");
  });

  it("cannot be ended, or others begun, by what a file is called", () => {
    const text = rendered("github", [{ ...broken, main: "50%,line=1::x\r\n::warning.ts" }]);
    expect(text).toMatch(
      /^::error file=50%25%2Cline=1%3A%3Ax\S*%3A%3Awarning.ts,title=did not build::[^\n]*\n$/,
    );
  });
});

describe("the SARIF report", () => {
  it("is valid and empty when nothing leaks", () => {
    const [run] = sarif(clean).runs;
    expect(run.results).toEqual([]);
    expect(run.tool.driver.rules).toEqual([]);
    expect(run.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it("is valid when there was nothing to check", () => {
    expect(results()).toEqual([]);
  });

  it("has a result for each leak, at its line, with a rule that says what to do", () => {
    const [run] = sarif(leaky).runs;
    const leaks = leaky.verdict.findings.filter(({ allowed }) => allowed === null);
    expect(run.results).toHaveLength(leaks.length);
    for (const [i, { ruleId, ruleIndex, locations, message }] of run.results!.entries()) {
      const place = locations![0].physicalLocation!;
      expect([ruleId, place.artifactLocation!.uri, place.region!.startLine]).toEqual([
        leaks[i].rule,
        leaks[i].source!.file,
        leaks[i].source!.line,
      ]);
      expect(message.text).toContain(leaks[i].secret);
      const rule = run.tool.driver.rules![ruleIndex!];
      expect(rule.id).toBe(ruleId);
      expect(rule.help!.text).toContain("What to do:");
    }
  });

  it("leads along the calls, from the outermost to where the secret leaves", () => {
    const upload = results(leaky).find(({ ruleId }) => ruleId === "encoded/http")!;
    const steps = upload.codeFlows![0].threadFlows[0].locations.map(({ location }) => location!);
    const text = steps.map(({ message }) => message!.text!);
    expect(text.findIndex((t) => t.startsWith("ask"))).toBeLessThan(
      text.findIndex((t) => t.startsWith("fetch")),
    );
    expect(text.at(-1)).toMatch(/^send: .* leaves here$/);
    expect(steps.map(({ physicalLocation }) => physicalLocation!.artifactLocation!.uri)).toContain(
      upload.locations![0].physicalLocation!.artifactLocation!.uri,
    );
  });

  it("knows a leak again when lines above it are added, and not when its line changes", async () => {
    const shifted = TELLTALE.replace("function", "\n\n// A comment.\nfunction");
    const moved = await checked(join(tempProject({ "telltale.ts": shifted }), "telltale.ts"));
    const prints = (one: FirmwareReport, rule: string) =>
      results(one)
        .filter(({ ruleId }) => ruleId === rule)
        .map(({ partialFingerprints }) => partialFingerprints!["tightlip/v1"]);
    const line = (one: FirmwareReport) => one.verdict.findings.find((f) => f.channel === "log")!.source!.line;

    expect(line(moved)).toBe(line(telltale) + 3);
    for (const rule of ["clear/log", "clear/flash"]) {
      expect(prints(telltale, rule)).toHaveLength(1);
      expect(prints(moved, rule)).toEqual(prints(telltale, rule));
    }
    const words = TELLTALE.replace("the token", "a token");
    const reworded = await checked(join(tempProject({ "telltale.ts": words }), "telltale.ts"));
    expect(prints(reworded, "clear/flash")).toEqual(prints(telltale, "clear/flash"));
    expect(prints(reworded, "clear/log")).not.toEqual(prints(telltale, "clear/log"));
  });

  it("has no links or placeholders in its messages, whatever a firmware calls its peers", () => {
    const findings = leaky.verdict.findings.map((finding) => ({ ...finding, to: "[a](https://b) {0} \\" }));
    const [{ message }] = results({ ...leaky, verdict: { ...leaky.verdict, findings } });
    expect(message.text).toContain("\\[a\\](https://b) {{0}} \\\\");
  });

  it("notes what is unknown and what did not build", () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = sarif(quiet, broken).runs[0].invocations!;
    expect(executionSuccessful).toBe(false);
    expect(toolExecutionNotifications!.map(({ level }) => level)).toEqual(["warning", "error"]);
  });

  it("suppresses a leak that the firmware's policy expects, as a lesson's", () => {
    const lesson: FirmwareReport = { ...leaky, expected: { verdict: "leaks", problems: [] } };
    for (const { suppressions } of results(lesson))
      expect(suppressions!.map(({ kind }) => kind)).toEqual(["inSource"]);
    expect(results(leaky).every(({ suppressions }) => suppressions!.length === 0)).toBe(true);
  });
});

describe("the JUnit report", () => {
  const cases = (...from: Reported[]) => rendered("junit", from).match(/<testcase .*/g)!;

  it("has a test for each credential, which fails where it leaks", () => {
    const xml = rendered("junit", [leaky]);
    expect(xml).toContain(
      '<testsuite name="firmware/pairing" tests="3" failures="2" errors="0" skipped="0">',
    );
    expect(cases(leaky)[0]).toMatch(/name="wifi.ssid stays home" .*\/>$/);
    expect(xml).toMatch(/<failure message="wifi\.psk reaches cable[^>]* type="clear\/log">/);
  });

  it("fails nothing that is as expected, and has errors for what is not known", () => {
    expect(rendered("junit", [clean])).toContain('failures="0" errors="0"');
    expect(rendered("junit", [quiet, broken])).toContain(
      '<testsuites name="tightlip" tests="2" failures="0" errors="2" skipped="0">',
    );
  });
});

describe("the Markdown report", () => {
  const render = (results: Reported[]) => rendered("md", results);

  it("has a line for each firmware, and describes what is not as it should be", () => {
    const text = render([leaky, clean]);
    expect(text).toMatch(/^<!-- tightlip -->\n### tightlip: 1 × keeps, 1 × leaks; 1 as expected\n/);
    expect(text).toMatch(/^\| ✅ \| `[\w-]+\/clean` \| \*\*keeps\*\* \(as expected\):/m);
    expect(text).toContain("- **clear**: `wifi.psk` → cable at `test/firmware/pairing.ts:18`");
    expect(text.match(/^#### .*/gm)).toEqual(["#### `firmware/pairing`"]);
  });

  it("keeps what firmware chose inside code spans and table cells", () => {
    const hostile = "x`` |\n\n# @everyone <img src=x> [a](http://b) `";
    const findings = leaky.verdict.findings.map((finding) => ({ ...finding, to: hostile }));
    const text = render([
      {
        ...leaky,
        verdict: {
          ...leaky.verdict,
          findings,
          because: { kind: "failure", failure: { kind: "stopped", why: hostile, atMicros: 0 } },
        },
      },
    ]);
    expect(text).toContain("``` x`` | # @everyone <img src=x> [a](http://b) ` ```");
    expect(text).toContain("```x`` \\| # @everyone <img src=x> [a](http://b) ` (stopped at 0 s)```");
    expect(text).not.toMatch(/^# /m);
  });

  it("has the same lines, whatever a firmware calls its peers", () => {
    const withPeer = (to: string) => {
      const findings = leaky.verdict.findings.map((finding) => ({ ...finding, to }));
      return render([{ ...leaky, verdict: { ...leaky.verdict, findings } }]).split("\n");
    };
    const shape = (lines: readonly string[]) => lines.map((line) => line.slice(0, 4));
    const anyText = fc
      .array(fc.integer({ max: 0xffff, min: 0 }), { maxLength: 40 })
      .map((codes) => String.fromCharCode(...codes));
    const usual = shape(withPeer("cloud.example:80"));
    fc.assert(
      fc.property(anyText, (peer) => {
        expect(shape(withPeer(peer))).toEqual(usual);
      }),
      { seed: 1, numRuns: SOAK ? 5_000 : 50 },
    );
  });

  it("stays short enough for a comment, whatever leaks", () => {
    const [finding] = leaky.verdict.findings;
    const findings = Array.from({ length: 1_000 }, () => ({
      ...finding,
      to: "x".repeat(5_000),
    }));
    const text = render([{ ...leaky, verdict: { ...leaky.verdict, findings } }]);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("…and 975 more.");
    const many = render(Array.from({ length: 1_000 }, (_, i) => (i === 500 ? leaky : clean)));
    expect(many.length).toBeLessThan(65_536);
    expect(many).toContain("| ❌ | `firmware/pairing`");
    expect(many).toContain("…and 999 more");
  });
});

describe("the published schemas", () => {
  it("describe every field of a report, of firmware that leaks, does not build, or is unknown", () => {
    const report = JSON.parse(rendered("json", [telltale, broken, quiet]));
    expect(report.appliances.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      "leaks",
      "unknown",
      "unknown",
    ]);
    expect(faults(closed(schema("check-report")), report)).toEqual([]);
  });

  it("describe what a baseline adds to it, and the baseline", () => {
    const baseline = new Baseline([], "2026-11-24");
    baseline.accept(telltale, { reason: "known", expires: "2026-12-31", owner: "us", ticket: "FW-12" });
    const known = baseline.applied(telltale);
    const text = rendered("json", [known], { stale: baseline.suppressions });
    expect(faults(closed(schema("check-report")), JSON.parse(text))).toEqual([]);
    expect(faults(schema("baseline"), JSON.parse(baselineText(baseline.suppressions)))).toEqual([]);
  });

  it("refuse what is none", () => {
    expect(faults(schema("check-report"), { schema: 1 })).not.toEqual([]);
    expect(faults(schema("baseline"), { schema: 1, suppressions: [{}] })).not.toEqual([]);
  });

  it("let fields be added to a report", () => {
    const report = { ...JSON.parse(rendered("json", [telltale, broken, quiet])), later: true };
    expect(faults(schema("check-report"), report)).toEqual([]);
  });
});
