import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Image } from "../../../sim/device/image.ts";
import { buildImage } from "../../../src/compile/build.ts";
import type { Policy } from "../../../src/judge/policy/policy.ts";
import { stepsOf } from "../../../src/judge/verdict/finding.ts";
import { tempProject } from "../../compile/temp-project.ts";
import { firmwareFile, linesWith } from "../../firmware.ts";
import { SOAK } from "../../soak.ts";
import { judged } from "../judged.ts";

/** With a scenario of its own, in which nothing happens, nothing else is tried but by the search. */
const ALONE: Policy = { scenarios: [{ name: "alone", steps: [] }] };

function search(main: string | Image, budget: number, seed = 1, policy: Policy = {}) {
  return judged(typeof main === "string" ? buildImage(main).image : main, {
    seed,
    virtualMicros: 10e6,
    policy,
    explore: budget,
  });
}

describe("the trigger search", () => {
  it("finds that a press writes a secret into flash, and the line that does", () => {
    expect(
      judged(buildImage(firmwareFile("keepsake")).image, {
        virtualMicros: 10e6,
        policy: ALONE,
        explore: 0,
      }).word,
    ).toBe("unknown");
    const { findings } = search(firmwareFile("keepsake"), 10, 1, ALONE);
    const finding = findings.find((f) => f.allowed === null && f.observer === "flash");
    expect(finding).toMatchObject({ secret: "settings.token", degree: "clear" });
    expect(stepsOf(finding!).filter((step) => step.do !== "wait")).toEqual([
      { do: "press", what: expect.any(String), for: "100ms" },
    ]);
    expect(finding?.source?.file).toMatch(/keepsake\.ts$/);
  });

  it("tries and finds the same with the same seed", () => {
    const [once, again] = [1, 2].map(() => search(firmwareFile("trigger"), 8).exploration);
    expect(again).toEqual(once);
    expect(once?.tried).toBeGreaterThan(0);
  });

  it("finds nothing where a repaired program has nothing to tell", () => {
    const verdict = search("devs/lessons/01-cloud-relay/fixed.ts", 20);
    expect(verdict.exploration?.found).toBe(0);
    expect(verdict.word).toBe("keeps");
  });

  it("says whether anything was left to try", () => {
    const image = buildImage(firmwareFile("quiet")).image;
    expect([20, 5_000].map((budget) => search(image, budget).exploration?.exhausted)).toEqual([false, true]);
  });

  it("is a part of every check of firmware that keeps and has code that did not run", () => {
    const verdict = judged(buildImage("devs/leakbench/j01.ts").image, { virtualMicros: 60e6, policy: {} });
    expect(verdict.word).toBe("leaks");
    const [finding] = verdict.findings.filter(({ allowed }) => allowed === null);
    expect(finding).toMatchObject({ secret: "settings.token", observer: "endpoint", degree: "clear" });
    const reply = stepsOf(finding).find((step) => step.do === "reply");
    expect(JSON.parse(reply?.body ?? "")).toMatchObject({
      op: "sync",
      args: { who: expect.stringMatching(/^adm/) },
    });
  });

  it("gives credentials the values that firmware waits for", () => {
    const { word, exploration } = judged(buildImage("devs/leakbench/j45.ts").image, {
      virtualMicros: 60e6,
      policy: { secrets: ["wifi.ssid"] },
    });
    expect([word, exploration?.found]).toEqual(["leaks", 1]);
  });

  it.each([
    ["fills the air with networks, as in a block of flats", "j52"],
    [
      "asks a service of firmware that knows the network, though it met the service after a restart first",
      "j64",
    ],
    ["says a word in two messages", "j66"],
    ["says a word twice to firmware that hears it one message late", "j70"],
    ["lets a number rise from reply to reply", "j67"],
    ["makes a message of bytes with a length and a checksum", "j68"],
    ["gives a text as many parts as firmware splits it into", "j69"],
  ])("%s", (_, name) => {
    const { exploration } = judged(buildImage(`devs/leakbench/${name}.ts`).image, {
      virtualMicros: 60e6,
      policy: {},
      explore: 400,
    });
    expect(exploration?.found).toBeGreaterThan(0);
  });

  it.each([15, 30, 60])("waits for firmware that looks at its sensor every %s seconds", (seconds) => {
    const main = join(
      tempProject({
        "main.ts": `import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
const thermometer = new ds.Temperature();
setInterval(async () => {
  if ((await thermometer.reading.read()) > 90) console.log(token);
}, ${seconds}_000);
`,
      }),
      "main.ts",
    );
    expect(search(buildImage(main).image, 150).exploration?.found).toBe(1);
  });

  it("names a comparison that no try met, with its line and the side that is the firmware's own", () => {
    const image = buildImage("devs/leakbench/j90.ts").image;
    const { word, exploration } = judged(image, { virtualMicros: 60e6, policy: {} });
    expect([word, exploration?.found]).toEqual(["keeps", 0]);
    const [line] = linesWith(image, 'digest("sha256"');
    const guard = exploration?.closed.find(({ file, line: number }) => `${file}:${number}` === line);
    expect(guard).toMatchObject({
      operator: "!==",
      result: true,
      bound: expect.stringMatching(/^"[0-9a-f]{20,}…$/),
    });
    expect(guard?.when).toContain("reply cloud.example");
  });

  it("names an order as the firmware's source has it, whichever side the runtime compares first", () => {
    const main = join(
      tempProject({
        "main.ts": `import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
let ticks = 0;
setInterval(() => {
  ticks++;
  if (ticks >= 2000000000) console.log(token);
  if (ticks > 3000000000) console.log("late");
}, 1000);
console.log(token.length > 3);
`,
      }),
      "main.ts",
    );
    const asked = search(buildImage(main).image, 4).exploration!.closed;
    expect(asked.map(({ line, operator, bound, result }) => [line, operator, bound, result])).toEqual([
      [6, ">=", "2000000000", false],
      [7, ">", "3000000000", false],
    ]);
  });

  it("gives no answer that only the device itself can know, such as a code under a key that it drew", () => {
    const { word, exploration } = judged(buildImage("devs/leakbench/j91.ts").image, {
      virtualMicros: 60e6,
      policy: {},
      explore: SOAK ? undefined : 60,
    });
    expect([word, exploration?.found]).toEqual(["keeps", 0]);
  });

  it("puts no credential that ships with the firmware into a scenario or a comparison", () => {
    const { image } = buildImage(firmwareFile("shipped-password"));
    const [shipped] = image.bakedLiterals.map(({ value }) => value);
    const { exploration, scenarios } = search(image, 20);
    expect(exploration?.tried).toBeGreaterThan(10);
    expect(JSON.stringify([exploration, scenarios])).not.toContain(shipped.slice(0, 12));
  });
});
