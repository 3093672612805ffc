/** Every folder of devs/pairings: what its policy expects is found, and its page says what was found. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PAIRINGS } from "../../sim/pairing/pairing.ts";
import type { Verdict } from "../../src/judge/verdict/check.ts";
import type { Problem } from "../../src/report/document.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { comparison, FOLDER, matrix, withBlock } from "./pairing-pages.ts";

const SINGLE = readdirSync(join(REPOSITORY, FOLDER)).filter((name) => /^[a-f]-/.test(name));

interface Checked {
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
}

/** Checks an appliance; without a scenario of its own, the page's whole policy. `npm start` searches for triggers, too. */
async function checked(name: string, by?: string): Promise<Checked> {
  const appliance = applianceAt(`${FOLDER}/${name}/main.ts`);
  const loaded = await loadPolicy(appliance);
  const scenario = loaded.policy.scenarios?.find((s) => s.name === by) ?? null;
  const { report } = checkAppliance(appliance, loaded, { ...AS_DECLARED, scenario, explore: 0 });
  if (report.kind !== "firmware") throw new Error(report.message);
  return { verdict: report.verdict, problems: report.expected!.problems };
}

/** Compares a page with the one that has this block; `npm run pages` writes it. */
async function expectPage(folder: string, block: string): Promise<void> {
  const path = join(REPOSITORY, folder, "README.md");
  await expect(withBlock(readFileSync(path, "utf8"), block)).toMatchFileSnapshot(path);
}

const results = new Map<string, Checked>();
beforeAll(async () => {
  for (const name of SINGLE) results.set(name, await checked(name));
});

describe("a lamp that can be paired in one way", () => {
  it("is there for each of the six", () => {
    expect(SINGLE.length).toBe(PAIRINGS.length);
  });

  it.each(SINGLE)("is what its policy expects, at the lines that are marked: %s", (name) => {
    expect(results.get(name)!.problems).toEqual([]);
  });

  it("keeps what the whole home is judged for in the sealed way only, with no release but the platform's", () => {
    const kept = SINGLE.filter((name) => results.get(name)!.verdict.word === "keeps");
    expect(kept).toEqual(["f-sealed"]);
    const releases = results.get("f-sealed")!.verdict.findings.map((f) => f.allowed?.name);
    expect(new Set(releases)).toEqual(
      new Set(["platform/air", "platform/join", "platform/sealed", "platform/store"]),
    );
  });

  it.each(SINGLE)("has a page that says who learns what as it was found: %s", async (name) => {
    const folder = `${FOLDER}/${name}`;
    await expectPage(folder, matrix(results.get(name)!.verdict, folder));
  });

  it("is in the index, which compares them as they were found", async () => {
    const rows = SINGLE.map((name) => [`[${name}](${name}/README.md)`, results.get(name)!.verdict] as const);
    await expectPage(FOLDER, comparison("pairing", rows));
  });
});

describe("a lamp that can be paired in all of them", () => {
  it("keeps in the sealed way only, and its page says so", async () => {
    const rows: [string, Verdict][] = [];
    for (const by of PAIRINGS) rows.push([by, (await checked("all", by)).verdict]);
    expect(rows.filter(([, { word }]) => word === "keeps").map(([by]) => by)).toEqual(["sealed"]);
    await expectPage(`${FOLDER}/all`, comparison("paired by", rows));
  });

  it("is what its policy expects of all together", async () => {
    expect((await checked("all")).problems).toEqual([]);
  });
});
