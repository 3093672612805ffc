import { join } from "node:path";
import fc from "fast-check";
import picocolors from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { CIRCUMSTANCES, circumstanceNames, circumstanceText } from "../../src/report/circumstances.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { lineRanges } from "../../src/report/line-ranges.ts";
import { noteText } from "../../src/report/note.ts";
import { reasonOf } from "../../src/report/reported.ts";
import { scopeLines } from "../../src/report/scope.ts";
import { textReport } from "../../src/report/text.ts";
import { tempProject } from "../compile/temp-project.ts";
import { checked, documentOf, rendered } from "./checked.ts";

/** Uses a token without telling it, and has a branch of which one way is never taken. */
const KEEPS = `import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
const region = await readSetting("region", "");
if (token.length > 3 && ds.millis() > 1e12) console.log(region);
setInterval(async () => {}, 3_600_000);
`;
/** Makes a token when there is none, and prints what it made. */
const FACTORY = `import { readSetting, writeSetting } from "@devicescript/settings";
let token = await readSetting("token", "");
if (token === "") {
  token = "tk";
  for (let i = 0; i < 16; i++) token = token + Math.floor(Math.random() * 10);
  await writeSetting("token", token);
  console.log("made " + token);
}
`;

const TEXT = { colors: picocolors.createColors(false), many: false };
let keeps: FirmwareReport;
let factory: FirmwareReport;

beforeAll(async () => {
  const project = tempProject({ "keeps.ts": KEEPS, "factory.ts": FACTORY });
  keeps = await checked(join(project, "keeps.ts"));
  factory = await checked(join(project, "factory.ts"));
}, 240_000);

describe("the scope of a verdict", () => {
  it("stands beside a keeps, which is never bare", () => {
    expect(keeps.verdict.word).toBe("keeps");
    const { ran, total } = keeps.verdict.scope.branches!;
    expect(ran).toBeLessThan(total);
    expect(reasonOf(keeps)).toBe(`settings.token stays home; ${ran} of ${total} branches ran`);
    for (const format of ["html", "md", "github", "junit", "sarif", "json"] as const)
      expect([format, rendered(format, [keeps])]).toEqual([format, expect.stringMatching(/branches/)]);
  });

  it("says what did not run, what was pending, unset and not looked for", () => {
    const text = scopeLines(keeps).join("\n");
    expect(text).toMatch(/What did not is at keeps\.ts:5, and was not judged\./);
    expect(text).toMatch(/Timers pending at the end, work planned for later: keeps\.ts:6, due at /);
    expect(text).toContain("Settings not set, but in further runs: region.");
    expect(text).toContain("Not looked for: what the native runtime below the firmware does;");
    expect(textReport(keeps, TEXT)).toContain(text.split("\n")[0]);
  });

  it("counts one in the singular", () => {
    const { verdict } = keeps;
    const scope = { ...verdict.scope, values: 1, identities: 1, branches: { ran: 1, total: 1 } };
    const once = { ...keeps, verdict: { ...verdict, runs: 1, events: 1, scope } };
    expect(scopeLines(once).join("\n")).not.toMatch(/\b1 (other )?(runs|events|branches|values|identities)/);
    expect(scopeLines(once)[0]).toContain("in 1 run, 1 event, all observers");
    expect(reasonOf(once)).toContain("1 of 1 branch ran");
  });

  it("is data in the JSON report", () => {
    const [appliance] = JSON.parse(rendered("json", [keeps])).appliances;
    expect(appliance.scope).toMatchObject({
      branches: keeps.verdict.scope.branches,
      notRun: [{ file: "keeps.ts", line: 5 }],
      unset: ["region"],
      scenarios: ["set up and left alone"],
    });
    expect(appliance.notes).toEqual(keeps.verdict.notes.map((note) => expect.objectContaining(note)));
  });
});

describe("a token that firmware makes on a fresh board", () => {
  it("leaks there, which every format says, and none shows it", () => {
    const leaks = factory.verdict.findings.filter((f) => f.allowed === null && f.channel === "log");
    expect(leaks.map(({ secret, circumstances }) => [secret, circumstances])).toContainEqual([
      "settings.token",
      ["factoryFresh"],
    ]);
    expect(textReport(factory, TEXT)).toContain("when: on a board fresh from the factory");
    for (const format of ["html", "md", "github", "junit", "sarif"] as const)
      expect(rendered(format, [factory])).toContain("on a board fresh from the factory");
    const [appliance] = JSON.parse(rendered("json", [factory])).appliances;
    const told = appliance.findings.map((f: { circumstances?: string[] }) => f.circumstances);
    expect(told).toContainEqual(["factoryFresh"]);
  });

  it("is shown by its name, content included, and never by its value", () => {
    const document = JSON.stringify(documentOf([factory]));
    expect(document).toContain("made ‹settings.token, 18 bytes›");
    expect(document).not.toMatch(/tk\d{16}/);
    expect(document).not.toMatch(/\d{16}/);
    for (const format of ["html", "json", "md"] as const)
      expect(rendered(format, [factory])).not.toMatch(/tk\d{6}/);
  });

  it("is found again by its replay line, which asks for no other scenario", () => {
    const leak = factory.verdict.findings.find((f) => f.circumstances.includes("factoryFresh"))!;
    expect(leak.replay).toMatch(/^tightlip check \S+ --seed 1 --until \S+$/);
  });
});

describe("a part of a secret", () => {
  it("is told as a part", () => {
    const [leak] = factory.verdict.findings.filter((f) => f.degree === "clear");
    const findings = [{ ...leak, share: 1 / 3, bits: null }];
    const report = { ...factory, verdict: { ...factory.verdict, findings } };
    expect(textReport(report, TEXT)).toContain("can read it, 33 % of its characters");
    expect(JSON.parse(rendered("json", [report])).appliances[0].findings[0].share).toBeCloseTo(1 / 3);
    const whole = { ...report, verdict: { ...report.verdict, findings: [leak] } };
    expect(JSON.parse(rendered("json", [whole])).appliances[0].findings[0]).not.toHaveProperty("share");
  });
});

it("the search says what it tried, and which comparisons stayed closed", () => {
  const closed = [
    {
      file: "keeps.ts",
      line: 5,
      operator: "===",
      result: false,
      bound: '"sync"',
      when: "reply a.example {}",
    },
    { file: "keeps.ts", line: 7, operator: "<", result: true, bound: null, when: "" },
  ];
  const linesWith = (found: number, exhausted = false) => {
    const exploration = { tried: 57, budget: 150, found, exhausted, closed };
    return scopeLines({ ...keeps, verdict: { ...keeps.verdict, exploration } });
  };
  expect(linesWith(0)).toContain(
    "The search tried 57 scenarios more, each answering what the firmware asks: none showed more.",
  );
  expect(linesWith(0)).toContain(
    'Comparisons that no try met: keeps.ts:5 (=== "sync" was always false after reply a.example {}); keeps.ts:7 (< was always true). A scenario that meets one opens it: tightlip check --scenario.',
  );
  expect(linesWith(1).join()).toContain("one showed more.");
  expect(linesWith(0, true).join()).toContain("none showed more, and nothing was left to try.");
});

describe("circumstances", () => {
  it("are named without keys and values of settings", () => {
    const all = circumstanceNames({
      factoryFresh: true,
      onSimulatorBoard: false,
      settings: { user: '"somebody"' },
      forms: { a: { kind: "number" }, b: { kind: "list" }, c: { kind: "object", members: ["hidden"] } },
      surroundingsSeed: 0,
      deviceId: "0f2127965e836a61",
      values: { "wifi.ssid": "a-value" },
      isBare: true,
      boardProcessor: true,
    });
    expect(all).toEqual(CIRCUMSTANCES);
    expect(circumstanceText(all)).not.toMatch(/user|somebody|hidden|0f21|a-value/);
    expect(circumstanceNames({ settings: {}, forms: {}, factoryFresh: false })).toEqual([]);
    expect(circumstanceText([])).toBeNull();
  });
});

describe("notes", () => {
  it("say what a person can do, at the line", () => {
    const source = { file: "main.ts", line: 7, stack: [] };
    const note = {
      kind: "setting told",
      key: "cfg",
      observer: "endpoint",
      to: "a.example:443",
      source,
    } as const;
    expect(noteText(note)).toBe(
      'the setting cfg reaches endpoint (a.example:443) at main.ts:7; name it in the policy\'s "secrets" or "public"',
    );
    const report = { ...keeps, expected: null, verdict: { ...keeps.verdict, notes: [note] } };
    expect(textReport(report, TEXT)).toContain(`\n    note: ${noteText(note)}\n`);
    expect(rendered("github", [report])).toMatch(
      /^::notice file=main\.ts,line=7,title=note::the setting cfg/m,
    );
    for (const format of ["html", "md", "junit", "sarif", "json"] as const)
      expect([format, rendered(format, [report])]).toEqual([
        format,
        expect.stringContaining("setting cfg reaches endpoint"),
      ]);
  });
});

describe("lines in short", () => {
  it("are ranges by file", () => {
    const places = [12, 31, 30, 33, 32, 12].map((line) => ({ file: "main.ts", line }));
    expect(lineRanges([...places, { file: "lib.ts", line: 2 }])).toEqual(["main.ts:12, 30-33", "lib.ts:2"]);
    expect(lineRanges([])).toEqual([]);
  });

  it("name exactly the lines that are given", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (lines) => {
        const [text] = lineRanges(lines.map((line) => ({ file: "f", line })));
        const named = text!
          .slice("f:".length)
          .split(", ")
          .flatMap((range) => {
            const [first, last = first] = range.split("-").map(Number);
            return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
          });
        expect(named).toEqual([...lines].sort((a, b) => a - b));
      }),
    );
  });
});
