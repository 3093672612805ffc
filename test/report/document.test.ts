import { join } from "node:path";
import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { Baseline } from "../../src/report/baseline.ts";
import { captureReport } from "../../src/report/capture-report.ts";
import { captureText } from "../../src/report/capture-text.ts";
import type { ReportDocument, Reported } from "../../src/report/document.ts";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import { findingsOf } from "../../src/report/reported.ts";
import { summaryLine, textReport } from "../../src/report/text.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { checked, documentOf, someAppliances, unbuilt, wholeReport } from "./checked.ts";
import { RENDERERS } from "./renderers.ts";

const COLORS = picocolors.createColors(true);
/** Leaks in the open, guesses, a trigger, and a whole home; `npm run soak` tries all. */
const SAMPLE = ["04-debug-log/leaky", "04-debug-log/fixed", "f-sealed"];

const FIRMWARE = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "hunter2-hunter2")));
`;

/** Everything that any format makes of it. */
function everything(document: ReportDocument): Record<string, string> {
  const texts = document.reported.map((one) =>
    one.kind === "capture"
      ? captureText(one, COLORS)
      : textReport(one, { colors: COLORS, many: false }) + textReport(one, { colors: COLORS, many: true }),
  );
  return {
    text: [...texts, summaryLine(document.reported, COLORS)].join("\n"),
    ...Object.fromEntries(FORMAT_NAMES.map((format) => [format, RENDERERS[format](document)])),
  };
}

function expectToTravel(document: ReportDocument): void {
  const live = everything(document);
  const cloned = structuredClone(document);
  expect(cloned).toStrictEqual(document);
  expect(everything(cloned)).toEqual(live);
  const read = JSON.parse(JSON.stringify(document));
  expect(read).toStrictEqual(document);
  expect(everything(read)).toEqual(live);
}

function hasEvidence(reported: Reported): boolean {
  return findingsOf(reported).some(({ evidence }) => evidence !== null);
}

describe("a document", () => {
  it("comes back from JSON as it was, and makes the same bytes in every format, of all kinds of things", async () => {
    const project = tempProject({ "leaky.ts": FIRMWARE, "broken.ts": "const = ;\n" });
    const leaky = await checked(join(project, "leaky.ts"));
    const broken = await unbuilt(join(project, "broken.ts"));
    const log = join(tempFolder({ "serial.log": "token hunter2-hunter2\n" }), "serial.log");
    const scanned = await scanCapture(log, [{ name: "settings.token", values: ["hunter2-hunter2"] }]);
    const capture = captureReport(scanned, "--secret settings.token");
    expectToTravel(documentOf([leaky, broken, capture]));

    const baseline = new Baseline([], "2026-11-24");
    baseline.accept(leaky, { reason: "known", expires: "2026-12-31", owner: "us", ticket: "FW-12" });
    const stale = baseline.suppressions.slice(0, 1);
    const document = documentOf([baseline.applied(leaky), broken], { stale });
    expect(findingsOf(document.reported[0]).some(({ known }) => known !== null)).toBe(true);
    expect(hasEvidence(leaky)).toBe(true);
    expectToTravel(document);
  });

  it("holds no secret that is written in the source, in any field", async () => {
    const leaky = await checked(join(tempProject({ "leaky.ts": FIRMWARE }), "leaky.ts"));
    const json = JSON.stringify(documentOf([leaky]));
    expect(json).toContain("‹settings.token›");
    expect(json).not.toContain("hunter2");
  });

  it.each(someAppliances(SAMPLE))(
    "of $name comes back from JSON, and makes the same bytes in every format",
    {
      timeout: 300_000,
    },
    async (appliance) => {
      expectToTravel(documentOf([await wholeReport(appliance)]));
    },
  );
});
