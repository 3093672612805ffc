import { describe, expect, it } from "vitest";
import { tempProject } from "../compile/temp-project.ts";
import { lines, tightlip } from "./cli.ts";

const READS_TOKEN = `import { readSetting } from "@devicescript/settings";
const token: string = await readSetting("token", "");
if (token.length > 4) console.log("ready");
`;
const QUIET = 'console.log("hello");\n';

function project(config: string, files: Readonly<Record<string, string>> = {}) {
  return tempProject({
    "home/lamp/main.ts": READS_TOKEN,
    "home/clock/main.ts": QUIET,
    "attic/main.ts": QUIET,
    "tightlip.config.ts": `import { defineConfig } from "tightlip";\n\nexport default defineConfig({\n${config}\n});\n`,
    ...files,
  });
}

async function namesChecked(config: string, cwd = "."): Promise<string[]> {
  const root = project(config);
  const { stdout } = await tightlip(["check", "--json", "--for", "1s"], { cwd: `${root}/${cwd}` });
  return JSON.parse(stdout).appliances.map((a: { name: string }) => a.name);
}

describe("tightlip check without arguments", () => {
  it("takes the firmware that the config lists, from wherever in the project it is asked", async () => {
    expect(await namesChecked('appliances: ["home/*/main.ts"],')).toEqual(["clock", "lamp"]);
    expect(await namesChecked('appliances: ["home", "attic", "!**/clock"],', "home/lamp")).toEqual([
      "lamp",
      "attic",
    ]);
  });

  it("refuses an entry that no firmware is at, with its line", async () => {
    for (const entry of ["kitchen", "home/*.ts"]) {
      const { code, stdout, stderr } = await tightlip(["check"], {
        cwd: project(`  appliances: [\n    "attic",\n    "${entry}",\n  ],`),
      });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe(`✖ tightlip.config.ts: line 6: there is no firmware at "${entry}".\n`);
    }
  });

  it("uses the config's seed unless it is told another", async () => {
    const cwd = project('appliances: ["home/lamp"], seed: 7,');
    const seed = async (...args: string[]) =>
      JSON.parse((await tightlip(["check", "--json", "--for", "1s", ...args], { cwd })).stdout).seed;
    expect(await seed()).toBe(7);
    expect(await seed("--seed", "3")).toBe(3);
  });

  it("refuses a secret that none of the project's firmware has", async () => {
    const cwd = project('appliances: ["home"],\nsecrets: ["settings.token", "settings.tokne"],');
    const { code, stdout, stderr } = await tightlip(["check", "--json", "--for", "1s"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr).at(-1)).toMatch(
      /^✖ tightlip\.config\.ts: line 5: secret "settings\.tokne" is no setting of any of 2 .*Did you mean "settings\.token"\?$/,
    );
  });
});

describe("a name that nothing has", () => {
  it("is refused as a secret of one firmware", async () => {
    const cwd = project("", {
      "home/lamp/main.policy.ts": 'export default { secrets: ["settings.tokn"] };\n',
    });
    const { code, stderr } = await tightlip(["check", "home/lamp", "--for", "1s"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/lamp\/main\.policy\.ts: line 1: secret "settings\.tokn".*"settings\.token"\?/);
  });

  it("is refused as a board, with the line that asks for it", async () => {
    const cwd = project('board: "esp32c3_bear",');
    const { code, stderr } = await tightlip(["check", "attic"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^✖ tightlip\.config\.ts: line 4: unknown board "esp32c3_bear"\. Did you mean "esp32c3_bare"\?/,
    );
  });
});
