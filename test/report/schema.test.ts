import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { Baseline } from "../../src/project/baseline.ts";
import { baselineText } from "../../src/project/baseline-file.ts";
import type { CheckedAppliance } from "../../src/project/check.ts";
import { RENDERERS } from "../../src/report/formats.ts";
import { tempProject } from "../build/temp-project.ts";
import { CONTEXT, checked } from "./checked.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

function schema(name: string): Schema {
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

describe("the published schemas", () => {
  let results: CheckedAppliance[];
  let baseline: Baseline;

  beforeAll(async () => {
    const source =
      'import { readSetting } from "@devicescript/settings";\nconsole.log(await readSetting("token", ""));\n';
    const project = tempProject({
      "leaky.ts": source,
      "broken.ts": "const = ;\n",
      "quiet.ts": "console.log(1);\n",
    });
    results = await Promise.all(
      ["leaky.ts", "broken.ts", "quiet.ts"].map((file) => checked(join(project, file))),
    );
    baseline = new Baseline([], "2026-11-24");
    baseline.accept(results[0], "known", "2026-12-31");
  });

  it("describe every field of a report, of firmware that leaks, does not build, or is unknown", () => {
    const report = JSON.parse(RENDERERS.json(results, CONTEXT));
    expect(report.appliances.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      "leaks",
      "unknown",
      "unknown",
    ]);
    expect(faults(closed(schema("check-report")), report)).toEqual([]);
  });

  it("describe what a baseline adds to it, and the baseline", () => {
    const known = baseline.applied(results[0]);
    const context = { ...CONTEXT, stale: baseline.suppressions };
    expect(faults(closed(schema("check-report")), JSON.parse(RENDERERS.json([known], context)))).toEqual([]);
    expect(faults(schema("baseline"), JSON.parse(baselineText(baseline.suppressions)))).toEqual([]);
  });

  it("refuse what is none", () => {
    expect(faults(schema("check-report"), { schema: 1 })).not.toEqual([]);
    expect(faults(schema("baseline"), { schema: 1, suppressions: [{}] })).not.toEqual([]);
  });

  it("let fields be added to a report", () => {
    const report = { ...JSON.parse(RENDERERS.json(results, CONTEXT)), later: true };
    expect(faults(schema("check-report"), report)).toEqual([]);
  });
});
