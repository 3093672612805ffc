import { join } from "node:path";
import fc from "fast-check";
import picocolors from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import type { FirmwareReport, ReportedFinding } from "../../src/report/document.ts";
import { excerptLines } from "../../src/report/excerpt-text.ts";
import { groupLeaks } from "../../src/report/leak-groups.ts";
import { SIZES } from "../../src/report/size-words.ts";
import { textReport } from "../../src/report/text.ts";
import { libraryFrame } from "../../src/report/words.ts";
import { tempProject } from "../compile/temp-project.ts";
import { checked } from "./checked.ts";

/** Logs three secrets in one line, one of them written in the source, and sends that through a library. */
const TELLS = `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "hunter2-hunter2-hunter2");
const apiKey = await readSetting("apiKey", "");
const pin = await readSetting("pin", "");
console.log(token + " " + apiKey + " " + pin);
await fetch("http://cloud.example.com/" + token);
`;
const COLORS = picocolors.createColors(false);

let report: FirmwareReport;

beforeAll(async () => {
  report = await checked(join(tempProject({ "tells.ts": TELLS }), "tells.ts"));
}, 120_000);

function text(many = false, changed: (leak: ReportedFinding) => ReportedFinding = (leak) => leak): string {
  const findings = report.verdict.findings.map(changed);
  return textReport({ ...report, verdict: { ...report.verdict, findings } }, { colors: COLORS, many });
}

/** The block on what a line tells an observer. */
function block(observer: string, line: number, whole = text()): string[] {
  const blocks = whole.split("\n\n").map((part) => part.split("\n"));
  const found = blocks.filter(
    ([head, ...rest]) =>
      head.includes(`→ ${observer}`) && rest.some((one) => one.trim().startsWith(`at tells.ts:${line}`)),
  );
  expect(found).toHaveLength(1);
  return found[0];
}

describe("secrets that one line tells one observer", () => {
  it("are one block: the cause, how much of each, the place once, the replay once", () => {
    const lines = block("cable", 6);
    expect(lines[0]).toBe("    settings.apiKey, settings.pin and settings.token → cable");
    const amounts = lines.filter((line) => / clear: cable can read it, all of it \(\d+ bits\)$/.test(line));
    expect(amounts.map((line) => line.trim().split(" ")[0]).sort()).toEqual([
      "settings.apiKey",
      "settings.pin",
      "settings.token",
    ]);
    expect(lines.filter((line) => line.includes(" at tells.ts:6"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(" replay: "))).toHaveLength(1);
  });

  it("say when and how for each where that is not the same", () => {
    const apart = text(false, (leak) =>
      leak.secret === "settings.pin" ? { ...leak, chain: ["hex"] } : leak,
    );
    const lines = block("cable", 6, apart);
    expect(lines.find((line) => line.includes("settings.pin  "))).toMatch(/power-on, by log, hex$/);
    expect(lines.find((line) => line.includes("settings.token  "))).toMatch(/power-on, by log$/);
    expect(lines.filter((line) => / by log/.test(line))).toHaveLength(3);
  });

  it("are one block where each goes to a peer of its own, which stands beside it", () => {
    const apart = text(false, (leak) =>
      leak.observer === "cable" ? { ...leak, to: `entry of ${leak.secret}` } : leak,
    );
    const lines = block("cable", 6, apart);
    expect(lines[0]).toContain("→ cable entry of settings.apiKey, entry of settings.pin and entry of");
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {6}settings\.pin → entry of settings\.pin +clear: cable can read it/),
    );
  });

  it("stand apart where another command shows them, or no line is known", () => {
    const leaks = report.verdict.findings.filter(
      ({ observer, source, allowed }) => observer === "cable" && source?.line === 6 && allowed === null,
    );
    const [first, second, third] = leaks;
    expect(groupLeaks([first, second, third])).toEqual([[first, second, third]]);
    const other = { ...second, replay: "tightlip check other.ts" };
    expect(groupLeaks([first, other, third])).toEqual([[first, third], [other]]);
    const unknown = leaks.map((leak) => ({ ...leak, source: null }));
    expect(groupLeaks(unknown)).toEqual(unknown.map((leak) => [leak]));
  });
});

describe("the place of a leak", () => {
  it("is shown in three lines, the one that leaks marked", () => {
    const lines = block("cable", 6);
    const at = lines.indexOf("      at tells.ts:6");
    expect(lines.slice(at + 1, at + 5)).toEqual([
      '          5 | const pin = await readSetting("pin", "");',
      '        > 6 | console.log(token + " " + apiKey + " " + pin);',
      '          7 | await fetch("http://cloud.example.com/" + token);',
      expect.stringMatching(/^ {6}\d.* s after power-on, by log$/),
    ]);
  });

  it("names the place in a library that it leads to", () => {
    const lines = block("endpoint", 7);
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}inside @devicescript\/net \w+\.ts:\d+$/));
    expect(lines.findIndex((line) => line.includes(" inside "))).toBeGreaterThan(
      lines.findIndex((line) => line.includes("> 7 | ")),
    );
  });

  it("is a line where many appliances are reported", () => {
    const whole = text(true);
    expect(block("cable", 6, whole)).toHaveLength(7);
    expect(whole).toMatch(/^ {6}at tells\.ts:6, \S+ s after power-on, by log$/m);
    expect(whole).not.toMatch(/ \| |inside/);
  });

  it("is followed by what to do, and by one explanation of all sizes", () => {
    const fixes = block("cable", 6).filter((line) => line.startsWith("      fix: "));
    expect(fixes).toEqual([expect.stringContaining("Print a name in its place")]);
    expect(text().split(SIZES)).toHaveLength(2);
    expect(text(true)).not.toMatch(/fix: |Sizes are/);
  });

  it("has the same command in short, which any shell takes", () => {
    const shown = text(true, (leak) => ({ ...leak, replay: "tightlip check 'my alarm/main.ts' --seed 1" }));
    expect(shown).toMatch(
      /^ {6}replay: tightlip check 'my alarm\/main\.ts' --seed 1\n {6}or: tightlip replay r[0-9a-f]{8}$/m,
    );
  });

  it("holds no secret", () => {
    expect(text()).toContain('readSetting("token", ‹settings.token›)');
    expect(text() + text(true)).not.toContain("hunter2");
  });

  it("can move or colour nothing on a terminal", () => {
    const hostile = { firstLine: 6, lines: ["\u001b[8mhidden\u202e", "a\rb", "::error::x"] };
    const shown = text(false, (leak) => ({ ...leak, excerpt: hostile }));
    expect(shown).toContain("> 6 | \\u{1b}[8mhidden\\u{202e}\n");
    expect(shown).toContain("  7 | a\\u{d}b\n");
  });
});

describe("an excerpt", () => {
  const excerptOf = (line: number, lines: readonly string[]) =>
    excerptLines({ source: { file: "main.ts", line, stack: [] }, excerpt: { firstLine: 1, lines } });

  it("has fewer lines at either end of a file, and none where the source is not known", () => {
    expect(excerptOf(1, ["a", "b", "c"]).map(({ text }) => text)).toEqual(["a", "b"]);
    expect(excerptOf(3, ["a", "b", "c"]).map(({ text }) => text)).toEqual(["b", "c"]);
    expect(excerptLines({ source: null, excerpt: null })).toEqual([]);
  });

  it("cuts long lines, and none inside a name", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("x", "\t", " ", "é", "𝄞", "‹settings.token›")), (parts) => {
        const [{ text }] = excerptOf(1, [`${parts.join("")}end`]);
        expect(Array.from(text).length).toBeLessThanOrEqual(100);
        expect(text).toMatch(/^([^‹›]|‹settings\.token›)*$/);
        expect(text).toMatch(/(end|…)$/);
      }),
      { seed: 1 },
    );
  });
});

describe("the frame in a library", () => {
  const frame = (file: string, line: number) => ({ file, line, functionName: "f" });
  const sourceOf = (...stack: ReturnType<typeof frame>[]) => ({ file: "src/main.ts", line: 5, stack });

  it.each([
    ["node_modules/@devicescript/net/src/mqtt.ts", "@devicescript/net mqtt.ts:380"],
    ["../../node_modules/@devicescript/net/src/mqtt.ts", "@devicescript/net mqtt.ts:380"],
    ["node_modules/tightlip/devs/lib/vault.ts", "tightlip devs/lib/vault.ts:380"],
  ])("of %s is named after its package", (file, name) => {
    expect(libraryFrame(sourceOf(frame(file, 380), frame("src/main.ts", 5)))).toBe(name);
  });

  it("is none where the line sends by itself, or nothing is known", () => {
    expect(libraryFrame(sourceOf(frame("src/main.ts", 5)))).toBeNull();
    expect(libraryFrame(sourceOf(frame("src/other.ts", 9), frame("src/main.ts", 5)))).toBeNull();
    expect(libraryFrame(sourceOf())).toBeNull();
    expect(libraryFrame(null)).toBeNull();
    const library = "node_modules/@devicescript/net/src/mqtt.ts";
    expect(libraryFrame({ file: library, line: 380, stack: [frame(library, 380)] })).toBeNull();
  });
});
