import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../sim/engine/random.ts";
import { problemsOf } from "../src/report/reported.ts";
import { findAppliances } from "../src/subjects/appliance.ts";
import { loadPolicy } from "../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../src/tasks/check-appliance.ts";

const BENCH = "devs/leakbench";
/** Cases that the suite tries of each of these groups of families; `npm run soak` tries all. */
const SAMPLE = 6;
const GROUPS = ["abcdef", "gh"];

const cases = readdirSync(BENCH)
  .filter((file) => /^[a-h]\d\d\.ts$/.test(file))
  .sort();

function sampled(): string[] {
  if (process.env.TIGHTLIP_SOAK === "1") return cases;
  const random = Random.stream(1, "leakbench");
  return GROUPS.flatMap((families) => {
    const left = cases.filter((file) => families.includes(file[0]));
    return Array.from({ length: SAMPLE }, () => left.splice(random.below(left.length), 1)[0]).sort();
  });
}

describe("LeakBench", () => {
  it.each(sampled())(
    "%s is judged as its policy says: who learns what, how, and at which line",
    async (file) => {
      const [appliance] = findAppliances(join(BENCH, file));
      const { report } = checkAppliance(appliance, await loadPolicy(appliance), AS_DECLARED);
      expect(problemsOf(report)).toEqual([]);
    },
  );

  it("has a policy with an answer for each case", () => {
    for (const file of cases) expect(findAppliances(join(BENCH, file))[0].policy).not.toBeNull();
  });
});
