/** Commands that work on a firmware take the same names for it, and object to the same mistakes in the same words. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { REPOSITORY, tightlipEach } from "./cli.ts";

const QUIET = 'console.log("on");\n';
const BOARD = ["--board", "esp32c3_bare", "--runtime", "sim", "--dry-run"];
/** Command lines that work on a firmware, without its name. */
const COMMANDS: readonly (readonly [command: string, ...options: string[]])[] = [
  ["check", "--for", "1s"],
  ["run", "--for", "1s"],
  ["build"],
  ["flash", ...BOARD, "--allow-leaks"],
];

/** Standard error of the commands, each once. */
async function complaints(cwd: string, name: readonly string[]): Promise<string[]> {
  const steps = COMMANDS.map(([command, ...options]) => [command, ...name, ...options]);
  const outcomes = await tightlipEach(steps, { cwd });
  expect(outcomes.map(({ code }) => code)).toEqual(COMMANDS.map(() => 2));
  return [...new Set(outcomes.map(({ stderr }) => stderr))];
}

describe("a firmware", () => {
  it.each<[by: string, name: readonly string[]]>([
    ["its file", ["lamp/main.ts"]],
    ["its folder", ["lamp"]],
    ["its name", ["attic-lamp"]],
    ["being the only one in the config", []],
  ])("is found by %s", async (_, name) => {
    const cwd = tempProject({
      "package.json": '{ "type": "module" }',
      "tightlip.config.json": '{ "appliances": ["lamp"] }',
      "lamp/main.ts": QUIET,
      "house/attic-lamp/main.ts": QUIET,
      "fan/main.ts": QUIET,
    });
    const steps = COMMANDS.map(([command, ...options]) => [command, ...name, ...options]);
    for (const { code, stderr } of await tightlipEach(steps, { cwd })) {
      expect(stderr).not.toContain("✖");
      expect([0, 4]).toContain(code);
    }
  });
});

describe("a mistake in naming one", () => {
  it.each<
    [mistake: string, files: Readonly<Record<string, string>>, name: readonly string[], message: string]
  >([
    ["an empty folder", {}, [], '.: no firmware in this folder. .*"tightlip init" makes one.'],
    ["a missing devsconfig.json", { "src/main.ts": QUIET }, [], 'no devsconfig.json .*"tightlip init"'],
    ["a typo in a file", { "src/main.ts": QUIET }, ["src/mian.ts"], 'Did you mean "src/main.ts"\\?'],
    ["a typo in a folder", { "lamp/main.ts": QUIET }, ["lmap"], 'Did you mean "lamp"\\?'],
    [
      "a single letter",
      { "a/main.ts": QUIET },
      ["b"],
      "b: no such file, folder or appliance\\. Name a main\\.ts",
    ],
    ["backslashes", { "src/main.ts": QUIET }, ["src\\main.ts"], 'Did you mean "src/main.ts"\\?'],
  ])("is objected to in one line, the same for every command: %s", async (_, files, name, message) => {
    const [said, ...others] = await complaints(tempFolder(files), name);
    expect(others).toEqual([]);
    expect(said).toMatch(new RegExp(`^✖ [^\\n]*${message}[^\\n]*\\n$`));
  });

  it("is a folder of several, for commands that take one", async () => {
    const cwd = tempProject({ "lamp/main.ts": QUIET, "fan/main.ts": QUIET });
    const [run, lesson] = await tightlipEach([["run"], ["lesson", "check", "01", "."]], { cwd });
    expect(run.stderr).toBe("✖ .: has 2 firmwares: fan/main.ts, lamp/main.ts. Name one of them.\n");
    expect(lesson.stderr).toBe(run.stderr);
    expect([run.code, lesson.code]).toEqual([2, 2]);
  });
});

describe("a misspelt import", () => {
  it.each([
    ["@devicescript/setings", "@devicescript/settings"],
    ["tightlip/dev", "tightlip/devs"],
    ["@dsboard/esp32c3_bear", "@dsboard/esp32c3_bare"],
    ["./lib/heta", "./lib/heat"],
  ])("is answered with the nearest that there is: %s", async (wrong, right) => {
    const cwd = tempProject({
      "main.ts": `import { x } from "${wrong}";\nconsole.log(x);\n`,
      "lib/heat.ts": "export const x = 1;\n",
    });
    const [{ code, stdout }] = await tightlipEach([["check", "main.ts"]], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain(`Did you mean "${right}"?`);
    expect(stdout).not.toContain(join(REPOSITORY, "src"));
  });
});
