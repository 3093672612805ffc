/** Evidence of a report: repetition, the places of secrets, twins, and what happened in the run. */
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { scenario, stepTimes } from "../../sim/home/scenario.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { hexDump } from "../../src/report/hex-dump.ts";
import { markedContent } from "../../src/report/marked-content.ts";
import { maskedApart } from "../../src/report/masked-apart.ts";
import { MASK } from "../../src/report/masks.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { tempProject } from "../compile/temp-project.ts";
import { observed } from "./checked.ts";

/** Tells its token each second, then its length, and what it computes from it. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
import { delay } from "@devicescript/core";
const token = await readSetting("token", "");
let sum = 7;
for (let at = 0; at < token.length; at++) sum = (sum * 31 + token.charCodeAt(at)) % 100003;
for (const text of ["sum " + sum + " of it", "idle", "still idle"]) {
  console.log(text);
  await delay(100);
}
for (let time = 0; time < 3; time++) {
  console.log("token=" + token);
  console.log("nothing");
  await delay(1000);
}
throw new Error("done");
`;

const STORY = scenario("a short story").wait("500ms").loseWifi("1s");

let main: string;
let report: FirmwareReport;

beforeAll(async () => {
  main = join(tempProject({ "main.ts": FIRMWARE }), "main.ts");
  const appliance = applianceAt(main);
  const request = { ...AS_DECLARED, virtualMicros: 6_000_000, evidence: true, explore: 0, scenario: STORY };
  const checked = checkAppliance(appliance, await loadPolicy(appliance), request).report;
  if (checked.kind !== "firmware") throw new Error(checked.message);
  report = checked;
});

function leak(degree: string) {
  return report.verdict.findings.find(
    (finding) => finding.degree === degree && finding.observer === "cable",
  )!;
}

describe("a leak that is told again", () => {
  it("says how often and when", () => {
    const { count, atMicros } = leak("clear").evidence!.recurrences;
    expect(count).toBe(3);
    expect(atMicros).toHaveLength(3);
    expect(atMicros[2] - atMicros[0]).toBeGreaterThanOrEqual(2_000_000);
  });

  it("is on the timeline each time", () => {
    const index = report.verdict.findings.indexOf(leak("clear"));
    const lane = report.timeline!.lanes.find(({ observer }) => observer === "cable")!;
    expect(lane.moments.filter(({ first }) => first.includes(index))).toHaveLength(1);
    expect(lane.moments.filter(({ again }) => again.includes(index))).toHaveLength(2);
  });
});

describe("a line that tells something once, and says other things later", () => {
  it("is not told again by them", () => {
    const { count } = leak("derived").evidence!.recurrences;
    expect(count).toBe(1);
    const index = report.verdict.findings.indexOf(leak("derived"));
    const lane = report.timeline!.lanes.find(({ observer }) => observer === "cable")!;
    expect(lane.moments.some(({ again }) => again.includes(index))).toBe(false);
  });
});

describe("twins", () => {
  it("show the first difference at the line, with masks for what is not the same", () => {
    const { pair, rows } = leak("derived").evidence!.twins!;
    expect(pair).toBe("different");
    const { first, second } = rows.find(({ differs }) => differs)!;
    expect(first!.content).toMatch(/^> sum (\d*)▒+(\d*) of it$/);
    expect(second!.content).toMatch(/^> sum (\d*)▓+(\d*) of it$/);
    expect(first!.place).toEqual({ file: "main.ts", line: 7 });
  });

  it("say which bytes of what was sent are computed from the secret", () => {
    const { content } = leak("derived").evidence!;
    expect(content).toMatch(/^> sum (\d*)‹computed from settings\.token, \d bytes›(\d*) of it$/);
  });

  it("are not made where the value itself can be read", () => {
    expect(leak("clear").evidence!.twins).toBeNull();
  });

  it("hold no value of the secret, in either run", async () => {
    const { secrets } = await observed(main);
    const values = secrets.map(({ value }) => value);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(JSON.stringify(report)).not.toContain(value);
  });
});

describe("the timeline", () => {
  it("has the events of the scenario and the crash, in order", () => {
    const { happenings } = report.timeline!;
    expect(happenings.map(({ kind }) => kind)).toEqual(["step", "crash"]);
    expect(happenings[0]).toMatchObject({ atMicros: 500_000, step: { do: "loseWifi", for: "1s" } });
    expect(happenings[1]).toMatchObject({ event: { channel: "panic" } });
  });

  it("takes the moments of steps from the waits between them", () => {
    const story = scenario("a").wait("2s").press("button").wait("1s").cutPower();
    expect(stepTimes(story).map(({ step, atMicros }) => [step.do, atMicros])).toEqual([
      ["wait", 0],
      ["press", 2_000_000],
      ["wait", 2_000_000],
      ["cutPower", 3_000_000],
    ]);
  });
});

describe("content in a report", () => {
  const scanner = new Scanner([{ name: "token", value: "correct-horse-battery" }]);
  const marked = (payload: Uint8Array) => markedContent(payload, scanner.places(payload));

  it("marks the place of a secret with its name, its length and its encoding", () => {
    const encoded = Buffer.from("correct-horse-battery").toString("base64");
    expect(marked(toBytes(`a=${encoded}&b=correct-horse-battery`))).toBe(
      "a=‹token, 28 bytes as base64›&b=‹token, 21 bytes›",
    );
  });

  it("keeps the offsets of bytes that are no text, and masks those of the secret", () => {
    const payload = new Uint8Array([0, 1, 2, ...toBytes("correct-horse-battery"), 0xff]);
    const dump = marked(payload);
    expect(dump.split("\n")).toEqual([
      `0000  00 01 02${` ${MASK.repeat(2)}`.repeat(13)}  ...${MASK.repeat(13)}`,
      `0010 ${` ${MASK.repeat(2)}`.repeat(8)} ff${" ".repeat(3 * 7)}  ${MASK.repeat(8)}.`,
      `${MASK} from byte 3: ‹token, 21 bytes›`,
    ]);
  });

  it("never shows a masked byte, whatever lies around it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("hex", "base64", "utf8"),
        (before, after, encoding) => {
          const told = Buffer.from("correct-horse-battery").toString(encoding as BufferEncoding);
          const payload = new Uint8Array([...before, ...toBytes(told), ...after]);
          const dump = marked(payload);
          expect(dump).not.toContain(told.slice(2, -4));
          expect(dump).not.toContain(
            Buffer.from(told.slice(2, -4))
              .toString("hex")
              .replace(/..(?=.)/g, "$& "),
          );
          expect(dump).toContain("‹token, ");
        },
      ),
      { numRuns: 100 },
    );
  });

  it("leaves out lines of a dump that are far from a secret", () => {
    const lines = hexDump(new Uint8Array(4096), [{ start: 2048, end: 2060 }]);
    expect(lines).toHaveLength(7);
    expect([lines[0], lines.at(-1)]).toEqual(["…", "…"]);
    expect(lines[3]).toMatch(/^0800 {2}▒▒/);
  });
});

describe("what two texts do not share", () => {
  it("is masked, and nothing else", () => {
    expect(maskedApart("id=1&key=abc&end", "id=1&key=xyz&end")).toEqual([
      "id=1&key=▒▒▒&end",
      "id=1&key=▓▓▓&end",
    ]);
    expect(maskedApart("aaaa", "aa")).toEqual(["aa▒▒", "aa"]);
    expect(maskedApart("same", "same")).toEqual(["same", "same"]);
  });

  it("is told from what is the same, but may not be shown", () => {
    expect(maskedApart("a=123&b=456", "a=123&b=789", "a=░░░&b=░░░")).toEqual(["a=░░░&b=▒▒▒", "a=░░░&b=▓▓▓"]);
    expect(maskedApart("a=12&b=3", "a=12&b=999", "a=░░&b=░")).toEqual(["a=░░&b=▒", "a=░░&b=▓▓▓"]);
    expect(maskedApart("é=1", "é=2", "░░=1")).toEqual(["▒", "▓"]);
  });

  it("is in neither result, for any two texts", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        (shared, a, b) => {
          const [first, second] = maskedApart(`${shared}<${a}>`, `${shared}<${b}>`);
          if (a === b) return;
          const common = (text: string) => text.replaceAll(/[▒▓…]/g, "").length;
          expect(common(first)).toBe(common(second));
        },
      ),
    );
  });
});
