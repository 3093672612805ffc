/** Reports of firmware that is judged again: the same bytes in every format. */
import { describe, expect, it } from "vitest";
import { IDLE } from "../../src/judge/verdict/idle.ts";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import { type Appliance, appliancesIn } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { SOAK } from "../soak.ts";
import { documentOf } from "./checked.ts";
import { RENDERERS } from "./renderers.ts";

/** Bytes under a key, and a value that lies open; `npm run soak` tries all. */
const SAMPLE = ["02-it-was-encrypted/leaky", "04-debug-log/leaky"];
/** Tries of the search; null for those of every check. */
const TRIES = SOAK ? null : 5;

/** All reports on one check. */
async function reports(appliance: Appliance): Promise<string[]> {
  const { report } = checkAppliance(appliance, await loadPolicy(appliance), {
    ...AS_DECLARED,
    explore: TRIES,
    // A day with all that happens in it is for other tests.
    ...(appliance.name.endsWith("/day") && { scenario: IDLE }),
    evidence: true,
  });
  expect(report.kind).toBe("firmware");
  return FORMAT_NAMES.map((format) => RENDERERS[format](documentOf([report])));
}

describe("reports of all formats", () => {
  it.each(appliances())(
    "on $name have the same bytes when it is judged again",
    { timeout: 600_000 },
    async (appliance) => {
      expect(await reports(appliance)).toEqual(await reports(appliance));
    },
  );
});

function appliances(): Appliance[] {
  const all = ["devs/appliances", "devs/lessons", "devs/pairings"].flatMap((folder) => appliancesIn(folder));
  const picked = all.filter(({ main }) => SAMPLE.some((part) => main.replaceAll("\\", "/").includes(part)));
  return SOAK ? all : picked;
}
