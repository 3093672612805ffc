/** Evidence toward provisions: claimed only where a check looked. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { FirmwareReport } from "../../src/report/document.ts";
import { CHECK_NAMES, CHECKS, whyNotExamined } from "../../src/report/examined.ts";
import { INSTRUMENTS, topicsOf } from "../../src/report/legal-provisions.ts";
import { tempProject } from "../compile/temp-project.ts";
import { checked, rendered } from "./checked.ts";

/** Keeps its token in the setting, in which it is a platform release, and tells nobody. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
console.log("a token of mine: " + (token.length > 0));
`;
const LEAKY = FIRMWARE.replace("(token.length > 0)", "token");
const RESET = `import { scenario } from "tightlip";
export default { scenarios: [scenario("given away").wait("1s").factoryReset().wait("1s")] };
`;
const TOWARD_MET = "Evidence toward “met”";

let quiet: FirmwareReport;
let leaky: FirmwareReport;
let reset: FirmwareReport;

beforeAll(async () => {
  const folder = tempProject({
    "quiet.ts": FIRMWARE,
    "leaky.ts": LEAKY,
    "reset.ts": FIRMWARE,
    "reset.policy.ts": RESET,
  });
  quiet = await checked(join(folder, "quiet.ts"));
  leaky = await checked(join(folder, "leaky.ts"));
  reset = await checked(join(folder, "reset.ts"));
});

/** Text of each provision's row, by document and number. */
function rowsOf(...reports: FirmwareReport[]): Map<string, string> {
  const page = rendered("html", reports);
  const appendix = page.slice(page.indexOf('id="provisions"'));
  const tables = INSTRUMENTS.map(({ name }) => appendix.indexOf(`<h3>${name}</h3>`));
  return new Map(
    INSTRUMENTS.flatMap(({ name, provisions }, at) => {
      const table = appendix.slice(tables[at], tables[at + 1]);
      return provisions.map(({ id }): [string, string] => {
        const from = table.indexOf(`<dt>${id}</dt>`);
        const row = table.slice(from, table.indexOf("</dd>", from));
        return [`${name} ${id}`, row.replace(/<[^>]*>/g, "")];
      });
    }),
  );
}

function rowOf(id: string, report: FirmwareReport): string {
  return [...rowsOf(report)].find(([key]) => key.endsWith(` ${id}`))![1];
}

describe("a provision", () => {
  it("names a check, or says that none looks at it", () => {
    for (const { provisions } of INSTRUMENTS)
      for (const { rests, notExamined } of provisions)
        expect(rests.length > 0 || notExamined !== null).toBe(true);
  });

  it("on which no check bears never has evidence toward it", () => {
    const rows = rowsOf(quiet);
    for (const { name, provisions } of INSTRUMENTS)
      for (const { id, rests } of provisions)
        if (rests.length === 0) {
          expect(rows.get(`${name} ${id}`)).not.toContain(TOWARD_MET);
          expect(rows.get(`${name} ${id}`)).toContain("Not examined: ");
        }
  });

  it("says by which check nothing was found", () => {
    expect(quiet.verdict.word).toBe("keeps");
    expect(rowOf("5.4-3", quiet)).toContain(
      `${TOWARD_MET}: nothing was found that bears on it, by the check of source.`,
    );
    expect(rowOf("5.5-7", quiet)).toContain("by the check of network and air; servers.");
  });

  it("on erasing is not examined unless something is erased", () => {
    expect(rowOf("5.11-1", quiet)).not.toContain(TOWARD_MET);
    expect(rowOf("5.11-1", quiet)).toContain("Not examined: flash after erasing.");
    expect(reset.verdict.scope.steps).toEqual(["factoryReset", "wait"]);
    expect(rowOf("5.11-1", reset)).toContain("by the check of flash after erasing.");
  });

  it("has no evidence toward it where there is no verdict, or no credential was used", () => {
    const unknown = { ...quiet, verdict: { ...quiet.verdict, word: "unknown" as const } };
    for (const row of rowsOf(unknown).values()) expect(row).not.toContain(TOWARD_MET);
    const secrets = quiet.verdict.secrets.map((secret) => ({ ...secret, exercised: false }));
    const unused = { ...quiet, verdict: { ...quiet.verdict, secrets } };
    expect(CHECK_NAMES.filter((check) => whyNotExamined(check, unused) === null)).toEqual(["source"]);
  });

  it("says that a check was not done for some firmware of several", () => {
    const row = [...rowsOf(quiet, reset)].find(([key]) => key.endsWith(" 5.11-1"))![1];
    expect(row).toContain("Not examined, for some firmware or all: flash after erasing.");
  });

  it("on which a leak bears has the leak, and no evidence toward it", () => {
    expect(rowOf("Art. 51", leaky)).toContain("Evidence toward “not met”:leak 1");
    expect(rowOf("Art. 51", leaky)).not.toContain(TOWARD_MET);
  });
});

describe("the checks behind the evidence", () => {
  it("are explained, with limits, and with how far they went", () => {
    const page = rendered("html", [quiet]);
    for (const { title, limits } of Object.values(CHECKS)) {
      expect(page).toContain(title);
      expect(page).toContain(limits);
    }
    expect(page).toMatch(/\d+ runs of up to [\d.]+ s of virtual time/);
    expect(page).toContain("no board was looked at");
  });
});

describe("a leak to flash", () => {
  it("is left behind only after a step that erases", () => {
    const leak = leaky.verdict.findings.find(({ allowed }) => allowed === null)!;
    const steps = [{ do: "wait", for: "2s" } as const, { do: "forget" } as const];
    const flash = (atMicros: number) => ({
      ...leak,
      observer: "flash" as const,
      atMicros,
      origin: {
        kind: "run" as const,
        scenario: { name: "away", steps },
        circumstances: {},
        declared: true,
      },
    });
    expect(topicsOf(flash(1_000_000), false)).toEqual(["stored"]);
    expect(topicsOf(flash(2_000_000), false)).toEqual(["stored", "left behind"]);
  });
});
