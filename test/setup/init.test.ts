import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { InitPrompts } from "../../src/cli/init-prompts.ts";
import { REPORT_FILES } from "../../src/report/formats.ts";
import { carryOut } from "../../src/setup/carry-out.ts";
import { findProjectIn } from "../../src/setup/found-project.ts";
import { checkPackageName, packageName } from "../../src/setup/package-json.ts";
import { type Choices, defaultChoices, planFor } from "../../src/setup/plan.ts";
import { lookAtFolder } from "../../src/tasks/init.ts";
import { lines, looksLikeStackTrace, REPOSITORY, tightlip, tightlipEach } from "../cli/cli.ts";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";

const FIRMWARE = 'console.log("hello");\n';
/** As DeviceScript's own command makes it, with the indentation that it has. */
const STOCK_PACKAGE = `{
    "name": "lamp",
    "devDependencies": {
        "@devicescript/cli": "latest"
    },
    "scripts": {
        "test": "devicescript run src/main.ts --test --test-self-exit"
    }
}
`;

function planOf(folder: string, choices: Partial<Choices> = {}) {
  const project = findProjectIn(folder);
  return planFor(project, { ...defaultChoices(project), ...choices }, REPORT_FILES);
}

/** Plan for a file: `create`, `change: …` or `keep: …`; undefined for nothing. */
function planFile(folder: string, path: string, choices: Partial<Choices> = {}): string | undefined {
  const file = planOf(folder, choices).files.find((planned) => planned.path === path);
  return file && [file.action, ...(file.says === null ? [] : [file.says])].join(": ");
}

async function setUp(folder: string, choices: Partial<Choices> = {}): Promise<void> {
  await carryOut(folder, planOf(folder, choices));
}

function textOf(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

describe("in an empty folder", () => {
  it("writes a project of firmware, policy, test, scripts, CI and editor settings", async () => {
    const folder = tempFolder();
    await setUp(folder, {
      name: "kettle",
      ci: ["github", "gitlab"],
      from: { kind: "archive", path: join(folder, "../tightlip.tgz") },
    });
    expect([...allFiles(folder).keys()].sort()).toEqual([
      ".github/workflows/tightlip.yml",
      ".gitignore",
      ".gitlab-ci.yml",
      ".gitlab/tightlip.yml",
      ".vscode/extensions.json",
      ".vscode/settings.json",
      "devsconfig.json",
      "package.json",
      "services/sealed-provisioning.md",
      "src/main.policy.ts",
      "src/main.ts",
      "src/tsconfig.json",
      "test/kettle.test.ts",
      "tightlip.config.ts",
      "tsconfig.json",
      "vitest.config.ts",
    ]);
    const { name, scripts, devDependencies } = JSON.parse(textOf(folder, "package.json"));
    expect(name).toBe("kettle");
    expect(scripts).toMatchObject({ check: "tightlip check", test: "vitest run" });
    expect(devDependencies.tightlip).toBe("file:../tightlip.tgz");
    expect(lines(textOf(folder, ".gitignore"))).toContain(".env.local");
    expect(textOf(folder, "tightlip.config.ts")).toContain('board: "esp32c3_bare"');
  });

  it("writes a job for GitLab whose lines a shell understands", async () => {
    const folder = tempFolder();
    await setUp(folder, { ci: ["gitlab"] });
    const { script, artifacts } = parse(textOf(folder, ".gitlab/tightlip.yml")).tightlip;
    expect(spawnSync("bash", ["-n", "-c", script.join("\n")]).status).toBe(0);
    expect(script.join("\n")).toContain(`--report-dir ${artifacts.paths[0]}`);
  });

  it("has nothing to do the second time", async () => {
    const folder = tempFolder();
    await setUp(folder);
    expect(planOf(folder).files.filter(({ action }) => action !== "keep")).toEqual([]);
  });

  it("leaves out what is not wanted", () => {
    const { files } = planOf(tempFolder(), { ci: [], editor: false, board: null });
    expect(files.filter(({ path }) => /^\.(github|gitlab|vscode)|tsconfig/.test(path))).toEqual([]);
    expect(files.find(({ path }) => path === "tightlip.config.ts")?.text).toContain("defineConfig({})");
  });
});

describe("in a DeviceScript project", () => {
  const stock = { "package.json": STOCK_PACKAGE, "src/main.ts": FIRMWARE };

  it("leaves every file as it is but for what is missing in package.json and .gitignore", async () => {
    const folder = tempProject({
      ...stock,
      ".gitignore": "node_modules\n.env.local",
      "tsconfig.json": "{}\n",
    });
    await setUp(folder);
    expect(textOf(folder, "src/main.ts")).toBe(FIRMWARE);
    expect(textOf(folder, "tsconfig.json")).toBe("{}\n");
    expect(lines(textOf(folder, "package.json")).slice(0, 3)).toEqual(lines(STOCK_PACKAGE).slice(0, 3));
    expect(JSON.parse(textOf(folder, "package.json"))).toMatchObject({
      name: "lamp",
      devDependencies: { "@devicescript/cli": "latest", tightlip: expect.any(String) },
      scripts: {
        test: "devicescript run src/main.ts --test --test-self-exit",
        "test:credentials": "vitest run credentials",
        check: "tightlip check",
      },
    });
    expect(textOf(folder, ".gitignore")).toMatch(/^node_modules\n\.env\.local\n\.devicescript\/\n/);
  });

  it("has git ignore every report that is written where the user names no path", async () => {
    const folder = tempProject(stock);
    await setUp(folder);
    execFileSync("git", ["init", "-q"], { cwd: folder });
    const ignored = execFileSync("git", ["check-ignore", ...REPORT_FILES], { cwd: folder, encoding: "utf8" });
    expect(lines(ignored)).toEqual(REPORT_FILES);
    expect(REPORT_FILES.length).toBeGreaterThan(5);
    expect(spawnSync("git", ["check-ignore", "tightlip.config.ts"], { cwd: folder }).status).toBe(1);
  });

  it("says beforehand what happens to each file", () => {
    const folder = tempProject({ ...stock, "tsconfig.json": "{}\n" });
    expect(planFile(folder, "devsconfig.json")).toBe("keep: is there already, with other content");
    expect(planFile(folder, "tsconfig.json")).toBe("keep: is there already, with other content");
    expect(planFile(folder, "package.json")).toBe(
      'change: adds script "check", script "test:credentials", dependency tightlip, dependency vitest',
    );
    expect(planFile(folder, "test/credentials.test.ts")).toBe("create");
    expect(planFile(folder, "src/main.policy.ts")).toBeUndefined();
    expect(planFile(folder, "src/main.policy.ts", { policy: true })).toBe("create");
  });

  it("tests the firmware that is there, wherever it is, unless a test does so already", () => {
    const folder = tempProject({ "lamp/main.ts": FIRMWARE, "it's a fan/main.ts": FIRMWARE });
    const test = planOf(folder).files.find(({ path }) => path === "test/credentials.test.ts");
    expect(test?.text).toContain(`const FIRMWARE = ["it's a fan/main.ts", "lamp/main.ts"];`);
    const tested = tempProject({
      ...stock,
      "spec/lamp.ts": 'import { appliance } from "tightlip/vitest";\n',
    });
    expect(planFile(tested, "test/credentials.test.ts")).toBeUndefined();
  });

  it("takes the board from the pins that are imported, and none where there are several", () => {
    const pins = (board: string) => `import { pins } from "@dsboard/${board}";\n`;
    const boards = (...names: string[]) =>
      defaultChoices(
        findProjectIn(tempProject(Object.fromEntries(names.map((name) => [`${name}/main.ts`, pins(name)])))),
      ).board;
    expect(boards("esp32s3_bare")).toBe("esp32s3_bare");
    expect(boards("esp32s3_bare", "esp32c3_bare")).toBeNull();
    expect(boards()).toBe("esp32c3_bare");
  });

  it("has the CI that is in use do what its scripts are called", () => {
    const folder = tempProject({ ...stock, ".gitlab-ci.yml": "lint:\n  script: [npm run lint]\n" });
    expect(planFile(folder, ".gitlab-ci.yml")).toBe("keep: is there already, with other content");
    const job = planOf(folder).files.find(({ path }) => path === ".gitlab/tightlip.yml");
    expect(job?.text).toContain("- npm run test:credentials\n");
  });

  it("writes no CI below the root of a repository, where none would find it", () => {
    const root = tempFolder({ ".git/HEAD": "", "lamp/devsconfig.json": "{}", "lamp/src/main.ts": FIRMWARE });
    expect(defaultChoices(findProjectIn(join(root, "lamp"))).ci).toEqual([]);
    expect(defaultChoices(findProjectIn(root)).ci).toEqual(["github"]);
  });
});

describe("a folder that cannot be a project", () => {
  it.each<[why: string, files: Readonly<Record<string, string>>, path: string, complaint: RegExp]>([
    ["is written as on Windows", {}, "my\\kettle", /has a backslash/],
    ["is a file", { kettle: "" }, "kettle", /kettle: is a file/],
    [
      "is inside of another project",
      { "devsconfig.json": "{}" },
      "kettle",
      /inside of the DeviceScript project/,
    ],
    [
      "has a program for Node in the firmware's place",
      { "src/main.ts": "#!/usr/bin/env node" },
      ".",
      /for Node/,
    ],
    ["has a package.json that is not JSON", { "package.json": "{" }, ".", /package\.json: is not JSON/],
    [
      "has a list in place of scripts",
      { "package.json": '{"scripts":[]}' },
      ".",
      /"scripts" is not an object/,
    ],
  ])("%s", (_, files, path, complaint) => {
    expect(() => planOf(`${tempFolder(files)}/${path}`)).toThrow(complaint);
  });

  it("cannot be written to, and then nothing is", async () => {
    const folder = tempFolder({ ".github": "not a folder" });
    await expect(setUp(folder)).rejects.toThrow(
      ".github/workflows/tightlip.yml: cannot be written (ENOTDIR); nothing was",
    );
    expect([...allFiles(folder).keys()]).toEqual([".github"]);
  });
});

describe("the name of a new package", () => {
  it("is made from the folder's, so that npm accepts it", () => {
    const names = ["My Kettle (2)", "tightlip", "…", ".hidden", "wasserkocher"].map(packageName);
    expect(names).toEqual(["my-kettle-2", "tightlip-appliance", "appliance", "hidden", "wasserkocher"]);
    for (const name of names) expect(() => checkPackageName(name)).not.toThrow();
  });

  it("is refused with one that would do", () => {
    expect(() => checkPackageName("My Kettle")).toThrow('such as "my-kettle"');
    expect(() => checkPackageName("vitest")).toThrow('such as "vitest-appliance"');
  });
});

describe("a person at a terminal", () => {
  /** Presses a key at each question that has these words. */
  function answering(...answers: (readonly [question: string, key: string])[]) {
    const input = new PassThrough();
    const output = new PassThrough();
    const left = [...answers];
    let shown = "";
    output.on("data", (text) => {
      shown += text;
      if (left.length === 0 || !shown.includes(left[0]![0])) return;
      const [, key] = left.shift()!;
      // The prompt listens once it has drawn itself.
      setImmediate(() => input.write(key));
    });
    return { terminal: { input, output }, shown: () => shown };
  }
  const ENTER = "\r";
  const CTRL_C = "\u0003";

  it("gets the defaults by pressing Enter, and is not asked what the command line says", async () => {
    const given = { board: "esp32s3_bare", name: "kettle" };
    const { defaults, ...folder } = lookAtFolder({ folder: tempFolder(), given });
    const { terminal, shown } = answering(["Name", ENTER], ["CI", ENTER], ["Code", ENTER]);
    const choices = await new InitPrompts(terminal).choices({ defaults, ...folder }, ["board"]);
    expect(choices).toEqual(defaults);
    expect(shown()).not.toContain("Board");
  });

  it("can say no, and can leave", async () => {
    expect(await new InitPrompts(answering(["Write", "n"]).terminal).goAhead()).toBe(false);
    await expect(new InitPrompts(answering(["Write", CTRL_C]).terminal).goAhead()).rejects.toMatchObject({
      exitCode: 130,
      message: "Interrupted: nothing was written.",
    });
  });
});

describe("tightlip init", () => {
  it("has the options that docs/init.md lists", async () => {
    const [{ stdout }] = await tightlipEach([["init", "--help"]]);
    const inHelp = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1]!);
    const page = readFileSync(join(REPOSITORY, "docs/init.md"), "utf8");
    const inPage = [...page.matchAll(/^\| `(--[\w-]+)/gm)].map((match) => match[1]!);
    const general = ["--yes", "--json", "--debug", "--help"];
    expect(inPage.sort()).toEqual(inHelp.filter((name) => !general.includes(name)).sort());
  });

  it("asks nothing without a terminal, and says what it needs", async () => {
    const cwd = tempFolder();
    const { code, stdout, stderr } = await tightlip(["init"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toContain("there is no terminal to ask. Add --yes");
    expect(looksLikeStackTrace(stderr)).toBe(false);
    expect([...allFiles(cwd)]).toEqual([]);
  });

  it("shows what it would do, as text and as JSON, and does it with --yes", async () => {
    const cwd = tempFolder();
    const dry = await tightlip(["init", "kettle", "--dry-run", "--ci", "none"], { cwd });
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(lines(dry.stdout)).toContain("  + src/main.ts");
    expect(lines(dry.stdout).at(-1)).toBe("Nothing was written.");
    expect(existsSync(join(cwd, "kettle"))).toBe(false);

    const done = await tightlip(["init", "kettle", "--yes", "--json", "--ci", "none"], { cwd });
    const { written, files } = JSON.parse(done.stdout);
    expect({ code: done.code, written }).toEqual({ code: 0, written: true });
    expect(files).toContainEqual({ path: "src/main.ts", action: "create", says: null });
    expect(existsSync(join(cwd, "kettle/src/main.ts"))).toBe(true);
  });

  it.each([
    ["npm", { "package-lock.json": "{}" }, ["npm ci", "npm test"]],
    [
      "pnpm",
      { "pnpm-lock.yaml": "" },
      ["corepack enable", "pnpm install --frozen-lockfile", "pnpm run test:credentials"],
    ],
    ["yarn", { "yarn.lock": "" }, ["corepack enable", "yarn install --immutable", "yarn test"]],
    [
      "yarn",
      { "yarn.lock": "# THIS IS AN AUTOGENERATED FILE.\n# yarn lockfile v1\n" },
      ["corepack enable", "yarn install --frozen-lockfile", "yarn test"],
    ],
    [
      "bun",
      { "bun.lock": "{}" },
      ["npm install --global bun@1", "bun install --frozen-lockfile", "bun run test"],
    ],
  ] as const)(
    "speaks the project's package manager, in the CI files too: %s",
    async (manager, lock, commands) => {
      const scripts = manager === "pnpm" ? { test: "mocha" } : {};
      const cwd = tempProject({
        "src/main.ts": FIRMWARE,
        "package.json": JSON.stringify({ scripts }),
        ...lock,
      });
      const { code, stdout, stderr } = await tightlip(["init", "--yes", "--ci", "github,gitlab"], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain(`  ${manager} install\n  ${manager} run test`);
      expect(stderr).not.toContain("npm ci");
      const { jobs } = parse(textOf(cwd, ".github/workflows/tightlip.yml"));
      expect(jobs.check.steps.flatMap(({ run }: { run?: string }) => run ?? [])).toEqual(commands);
      const { tightlip: job } = parse(textOf(cwd, ".gitlab/tightlip.yml"));
      const asOnGithub = (line: string) => line.replace(" --cache .cache/npm --prefer-offline", "");
      expect(job.script.slice(0, commands.length).map(asOnGithub)).toEqual(commands);
      expect({
        cache: job.cache !== undefined,
        withNpm: textOf(cwd, ".gitlab/tightlip.yml").includes("npm checks"),
      }).toEqual({
        cache: manager === "npm",
        withNpm: manager === "npm",
      });
    },
  );

  it("adds tightlip to the root of a workspace, and leaves its packages the projects that they are", async () => {
    const cwd = tempFolder({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "packages/lamp/devsconfig.json": "{}",
      "packages/lamp/src/main.ts": FIRMWARE,
      "packages/fan/devsconfig.json": "{}",
      "packages/fan/src/main.ts": FIRMWARE,
    });
    const { code, stdout } = await tightlip(["init", "--yes"], { cwd });
    expect(code).toBe(0);
    expect(lines(stdout)[0]).toBe("The packages in this folder (2 firmwares):");
    expect(textOf(cwd, "test/credentials.test.ts")).toContain(
      '["packages/fan/src/main.ts", "packages/lamp/src/main.ts"]',
    );
    for (const path of ["devsconfig.json", "tsconfig.json", "src"])
      expect(existsSync(join(cwd, path))).toBe(false);
    expect(existsSync(join(cwd, ".github/workflows/tightlip.yml"))).toBe(true);
  });

  it("does not warn of an archive that is in the repository", async () => {
    const cwd = tempFolder({
      "vendor/tightlip/package/package.json": '{ "name": "tightlip" }',
      ".git/HEAD": "",
    });
    execFileSync("tar", ["-czf", "tightlip.tgz", "-C", "tightlip", "package"], { cwd: join(cwd, "vendor") });
    const init = ["init", "--yes", "--from", "vendor/tightlip.tgz"];
    expect(await tightlip(init, { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  it("has the project install tightlip from where this one is, and says where that does not do", async () => {
    const cwd = tempFolder();
    const { stderr } = await tightlip(["init", "kettle", "--yes"], { cwd });
    const { devDependencies } = JSON.parse(textOf(cwd, "kettle/package.json"));
    expect(devDependencies.tightlip).toBe(`file:${relative(join(cwd, "kettle"), REPOSITORY)}`);
    expect(stderr).toMatch(/^! tightlip is installed from this machine, where CI cannot look: .*--from/m);
  });

  it("takes --from as seen from the working folder, and refuses a place without tightlip in it", async () => {
    const cwd = tempFolder({ "vendor/tightlip/package.json": '{ "name": "tightlip" }' });
    const from = (place: string) => ["init", "kettle", "--yes", "--ci", "none", "--from", place];
    const [wrong, right] = await tightlipEach([from("../vendor/tightlip"), from("vendor/tightlip")], { cwd });
    expect(wrong.code).toBe(2);
    expect(lines(wrong.stderr)).toHaveLength(1);
    expect(wrong.stderr).toMatch(/^✖ --from \.\.\/vendor\/tightlip: there is no /);
    expect(right.code).toBe(0);
    expect(JSON.parse(textOf(cwd, "kettle/package.json")).devDependencies.tightlip).toBe(
      "file:../vendor/tightlip",
    );
  });

  it("refuses a board that there is not", async () => {
    const { code, stderr } = await tightlip(["init", "--yes", "--board", "esp32c3_bear"], {
      cwd: tempFolder(),
    });
    expect(code).toBe(2);
    expect(stderr).toBe('✖ There is no board "esp32c3_bear". Did you mean "esp32c3_bare"?\n');
  });
});
