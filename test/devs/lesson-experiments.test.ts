/** Experiments that pages of lessons name beside the commands that lessons.test.ts runs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY, tightlip } from "../cli/cli.ts";
import { tempProject } from "../compile/temp-project.ts";

describe("the attack of lesson 11", () => {
  const attack = (firmware: string) =>
    execFileSync(process.execPath, [
      join(REPOSITORY, "devs/lessons/11-hash-is-not-anonymous/attack.mjs"),
      firmware,
    ])
      .toString()
      .trimEnd()
      .split("\n");

  it("finds each name from a factory, and none that its owner made up", () => {
    const [size, ...homes] = attack("leaky.ts");

    expect(size).toMatch(/^131848 names hashed in /);
    expect(homes).toHaveLength(5);
    for (const home of homes.slice(0, -1)) expect(home).toMatch(/…: found, guess \d+$/);
    expect(homes.at(-1)).toMatch(/: not found$/);
  });

  it("finds nothing where the number was drawn by lot", () => {
    const homes = attack("fixed.ts").slice(1);

    expect(homes.filter((home) => !home.endsWith(": not found"))).toEqual([]);
  });
});

describe("the trigger of lesson 10", () => {
  const folder = "devs/lessons/10-trigger";
  const evening = ["check", `${folder}/leaky.ts`, "--scenario", `${folder}/evening.yaml`];

  it("is not seen in an evening, and is found by searching", async () => {
    expect((await tightlip(evening)).stdout).toContain("10-trigger/leaky keeps");
    const { code, stdout } = await tightlip([...evening, "--explore", "150"]);
    expect(stdout).toContain("10-trigger/leaky leaks (as expected)");
    expect(code).toBe(0);
  }, 600_000);
});

describe("the setting of lesson 8", () => {
  it("still lets leaky.ts leak when its default is false", async () => {
    const text = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");
    const leaky = text("devs/lessons/08-consent/leaky.ts");
    const changed = leaky.replace('readSetting("agreed", true)', 'readSetting("agreed", false)');
    expect(changed).not.toBe(leaky);
    const service = "services/provisioning.md";
    const cwd = tempProject({ "main.ts": changed, [service]: text(service) });
    const { code, stdout } = await tightlip(["lesson", "check", "08", "main.ts"], { cwd });
    expect(stdout).toContain("when: with every setting set");
    expect(code).toBe(1);
  });
});
