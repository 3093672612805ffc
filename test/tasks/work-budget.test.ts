import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reasonOf, wordOf } from "../../src/report/reported.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { tempProject } from "../compile/temp-project.ts";

/** Hashes all along, but never for long: each run by itself is within its bounds. */
const hashing = (before: string) => `import { sleep } from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
${before}
const data = Buffer.alloc(16_384);
while (true) {
  digest("sha256", data);
  await sleep(100);
}
`;
const project = tempProject({
  "quiet.ts": hashing("if (token.length === 3) console.log('short');"),
  "leaky.ts": hashing("console.log(token);"),
});

async function checked(file: string, work: number) {
  const appliance = applianceAt(join(project, file));
  return checkAppliance(appliance, await loadPolicy(appliance), { ...AS_DECLARED, work }).report;
}

describe("a check whose runs together compute too much", () => {
  it("is unknown, says how to allow more, and ends at the same place each time", async () => {
    const report = await checked("quiet.ts", 0.05);
    expect(wordOf(report)).toBe("unknown");
    expect(reasonOf(report)).toBe(
      "the firmware computes more than a check may; allow more with --work, such as --work 4",
    );
    expect(await checked("quiet.ts", 0.05)).toEqual(report);
  });

  it("leaks when something had leaked until then", async () => {
    expect(wordOf(await checked("leaky.ts", 0.15))).toBe("leaks");
  });

  it("is unknown when not even one run came to its end", async () => {
    const report = await checked("leaky.ts", 0.001);
    expect(wordOf(report)).toBe("unknown");
  });

  it("goes on when it may do more", async () => {
    expect(wordOf(await checked("quiet.ts", 1))).toBe("keeps");
  });
});
