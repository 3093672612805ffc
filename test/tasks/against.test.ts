/** A check against a base: leaks that the base has do not fail, whatever else may be wrong with it. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { requestOf } from "../../src/cli/check-options.ts";
import { EXIT_DONE, EXIT_LEAKS } from "../../src/exit-codes.ts";
import { jsonReport } from "../../src/report/json.ts";
import { type CheckResult, check } from "../../src/tasks/check.ts";
import { addFiles, tempProject } from "../compile/temp-project.ts";

const TOKEN = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
`;
const PIN = `${TOKEN}console.log("pin " + (await readSetting("pin", "")));\n`;
const ENCODED = TOKEN.replace(
  '(await readSetting("token", ""))',
  'Buffer.from(await readSetting("token", "")).toString("hex")',
);

/** A repository whose only commit has this firmware. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = tempProject(files);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.test", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=base");
  return folder;
}

function against(folder: string, base: string): Promise<CheckResult> {
  const request = {
    ...requestOf({}),
    ...{ targets: [join(folder, "main.ts")], seed: 1, scenario: null, untrusted: null, reports: [] },
    ...{ reportFolder: ".", virtualMicros: 2_000_000, explore: 0, threads: null, against: base },
  };
  return check(request, { on: () => {}, signal: new AbortController().signal });
}

/** Secrets of the leaks that are new. */
function fresh({ document }: CheckResult): string[] {
  return document.reported.flatMap((one) =>
    one.kind === "firmware"
      ? one.verdict.findings.flatMap(({ allowed, before, secret }) =>
          allowed === null && !before ? [secret] : [],
        )
      : [],
  );
}

const schema = JSON.parse(readFileSync("schema/check-report.schema.json", "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const isReport = ajv.compile(schema);

describe("a check against a commit", () => {
  it("fails for what is new only, and says so in JSON as its schema has it", async () => {
    const folder = repository({ "main.ts": TOKEN });
    expect(await against(folder, "git:HEAD")).toMatchObject({ exitCode: EXIT_DONE });
    addFiles(folder, { "main.ts": PIN });
    const result = await against(folder, "git:HEAD");
    expect(result.exitCode).toBe(EXIT_LEAKS);
    expect(fresh(result)).toEqual(["settings.pin"]);
    const json = JSON.parse(jsonReport(result.document));
    expect(isReport(json) ? [] : isReport.errors).toEqual([]);
    expect(json.against).toMatchObject({ base: "git:HEAD", appliances: [{ was: "leaks" }] });
  });

  it("fails for what is worse than it was", async () => {
    const folder = repository({ "main.ts": ENCODED });
    addFiles(folder, { "main.ts": TOKEN });
    expect(fresh(await against(folder, "git:HEAD"))).toEqual(["settings.token"]);
    const other = repository({ "main.ts": TOKEN });
    addFiles(other, { "main.ts": ENCODED });
    expect(fresh(await against(other, "git:HEAD"))).toEqual([]);
  });

  it("judges both by the policy of now, and tells of what that policy has otherwise", async () => {
    const why =
      "releases:\n  - { name: log, secret: settings.token, observer: cable, channel: log, why: support }\n";
    const folder = repository({ "main.ts": TOKEN, "main.policy.yaml": why });
    addFiles(folder, { "main.policy.yaml": "for: 2s\n" });
    const result = await against(folder, "git:HEAD");
    // By the policy of now the base leaks as well: the change is told, and is for people to look at.
    expect(fresh(result)).toEqual([]);
    expect(result.document.against!.changes).toMatchObject([
      {
        about: "policy",
        parts: [
          { change: "added", field: "for" },
          { change: "removed", field: "releases", name: "log" },
        ],
      },
    ]);
  });

  it.each([
    ["does not have the firmware", { "other.ts": TOKEN }, "not there"],
    ["does not build", { "main.ts": "const = ;\n" }, "not built"],
  ])("counts every leak where the base %s", async (_, files, was) => {
    const folder = repository(files);
    addFiles(folder, { "main.ts": TOKEN });
    const result = await against(folder, "git:HEAD");
    expect(fresh(result)).toEqual(["settings.token"]);
    expect(result.exitCode).toBe(EXIT_LEAKS);
    expect(result.document.against!.firmware).toMatchObject([{ was }]);
  });

  it.each([
    ["git:nowhere", /git:nowhere: is no commit/],
    ["git:HEAD:main.ts", /compares the same paths/],
    ["no.json", /neither a commit .* nor a JSON report/],
  ])("is refused for %s", async (base, complaint) => {
    await expect(against(repository({ "main.ts": TOKEN }), base)).rejects.toThrow(complaint);
  });
});

describe("a check against an earlier report", () => {
  it("fails for what is new only, and is refused for another world", async () => {
    const folder = repository({ "main.ts": TOKEN });
    const { document } = await against(folder, "git:HEAD");
    const file = join(folder, "report.json");
    writeFileSync(file, jsonReport(document));
    expect(await against(folder, file)).toMatchObject({ exitCode: EXIT_DONE });
    addFiles(folder, { "main.ts": PIN });
    expect(fresh(await against(folder, file))).toEqual(["settings.pin"]);
    writeFileSync(file, jsonReport({ ...document, seed: 2 }));
    await expect(against(folder, file)).rejects.toThrow("has seed 2, and this check 1");
  });
});
