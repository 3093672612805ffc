/** A drafted policy: it says what was found, and allows nothing until somebody has written why. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { requestOf } from "../../src/cli/check-options.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { policyDraft } from "../../src/report/policy-draft.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import type { CheckRequest } from "../../src/tasks/check.ts";
import { draftPolicy } from "../../src/tasks/policy-draft.ts";
import { tempProject } from "../compile/temp-project.ts";
import { checked, observed } from "../report/checked.ts";

const FIRMWARE = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
console.log("pin " + (await readSetting("pin", "")));
`;
const ALONE = { on: () => {}, signal: new AbortController().signal };

function checkOf(target: string): CheckRequest {
  return {
    ...requestOf({}),
    ...{ targets: [target], seed: null, scenario: null, untrusted: null, reports: [], reportFolder: "." },
    ...{ virtualMicros: 2_000_000, threads: null },
  };
}

let folder: string;
let main: string;
let draft: string;

beforeAll(async () => {
  folder = tempProject({ "main.ts": FIRMWARE });
  main = join(folder, "main.ts");
  draft = join(folder, "main.policy.yaml");
  const { text } = await draftPolicy({ check: checkOf(main), out: draft }, ALONE);
  expect(readFileSync(draft, "utf8")).toBe(text);
});

describe("a drafted policy", () => {
  it("has a release for each way out, with all secrets that take it, and their places", () => {
    const text = readFileSync(draft, "utf8");
    const { secrets, releases } = parse(text);
    expect(secrets.toSorted()).toEqual(["settings.pin", "settings.token"]);
    expect(releases).toHaveLength(1);
    expect(releases[0]).toMatchObject({ observer: "cable", channel: "log", why: "why?" });
    expect(releases[0].secret.toSorted()).toEqual(["settings.pin", "settings.token"]);
    expect(text).toMatch(/# clear: settings\.token at .*main\.ts:2, by log/);
  });

  it("is refused with the line of the reason that nobody has written", async () => {
    const line = readFileSync(draft, "utf8").split("\n").indexOf('    why: "why?"') + 1;
    await expect(loadPolicy(applianceAt(main))).rejects.toThrow(
      new RegExp(`main\\.policy\\.yaml: line ${line}: release "log to cable" allows nothing until`),
    );
  });

  it("counts once its reasons are written", async () => {
    const written = readFileSync(draft, "utf8").replace('"why?"', '"the owner reads it at the cable"');
    const other = tempProject({ "main.ts": FIRMWARE, "main.policy.yaml": written });
    const report = await checked(join(other, "main.ts"));
    expect(report.verdict.word).toBe("keeps");
  });

  it("does not take the place of a file", async () => {
    const taken = join(folder, "taken.yaml");
    writeFileSync(taken, "for: 5m\n");
    const request = { check: checkOf(main), out: taken };
    await expect(draftPolicy(request, ALONE)).rejects.toThrow("taken.yaml: is there already");
    expect(readFileSync(taken, "utf8")).toBe("for: 5m\n");
  });

  it("holds no secret, and no line that a name of the firmware's own could break", async () => {
    const plain = tempProject({ "main.ts": FIRMWARE });
    const report = await checked(join(plain, "main.ts"));
    const { secrets } = await observed(join(plain, "main.ts"));
    const findings = report.verdict.findings.map((finding) => ({
      ...finding,
      to: 'a"\nwhy: so # \u001b[2J',
    }));
    const hostile: FirmwareReport = { ...report, verdict: { ...report.verdict, findings } };
    const text = policyDraft(hostile);
    for (const { value } of secrets) expect(text).not.toContain(value);
    expect(parse(text).releases.map(({ why }: { why: string }) => why)).toEqual(["why?"]);
    expect(text).not.toContain("\u001b");
  });

  it("says that nothing has to be released where nothing leaks", async () => {
    const quiet = tempProject({ "main.ts": 'console.log("hello");\n' });
    const text = policyDraft(await checked(join(quiet, "main.ts")));
    expect(parse(text)).toBeNull();
    expect(text).toContain("nothing has to be released");
  });
});
