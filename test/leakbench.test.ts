import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../sim/engine/random.ts";
import { problemsOf } from "../src/report/reported.ts";
import { findAppliances } from "../src/subjects/appliance.ts";
import { loadPolicy } from "../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../src/tasks/check-appliance.ts";

const BENCH = "devs/leakbench";
/** Groups of families: the suite judges a case of each family, `npm run soak` all, with each of the group's seeds. */
const GROUPS = [
  { families: "abcdef", seeds: [1] },
  { families: "gh", seeds: [1, 2, 3, 4, 5] },
  { families: "j", seeds: [1, 2, 3] },
];
/** One that leaks again and again takes a hundred runs of minutes; one that lasts a day takes five minutes. */
const CASE_MILLIS = 1_200_000;

const cases = readdirSync(BENCH)
  .filter((file) => /^[a-hj]\d\d\.ts$/.test(file))
  .sort();

function tried(): { readonly file: string; readonly seed: number }[] {
  const random = Random.stream(1, "leakbench");
  return GROUPS.flatMap(({ families, seeds }) => {
    const left = cases.filter((file) => families.includes(file[0]));
    if (process.env.TIGHTLIP_SOAK === "1")
      return seeds.flatMap((seed) => left.map((file) => ({ file, seed })));
    return [...families].map((family) => ({
      file: random.pick(left.filter((file) => file.startsWith(family))),
      seed: random.pick(seeds),
    }));
  });
}

describe("LeakBench", () => {
  it.each(tried())(
    "$file is judged as its policy says, with seed $seed: who learns what, how, and at which line",
    async ({ file, seed }) => {
      const [appliance] = findAppliances(join(BENCH, file));
      const { report } = checkAppliance(appliance, await loadPolicy(appliance), { ...AS_DECLARED, seed });
      expect(problemsOf(report)).toEqual([]);
    },
    CASE_MILLIS,
  );

  it("has a policy with an answer for each case", () => {
    for (const file of cases) expect(findAppliances(join(BENCH, file))[0].policy).not.toBeNull();
  });
});
