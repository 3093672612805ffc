/** CONTRIBUTING.md against the tree: its map, and its recipes, of which some are carried out on a copy. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY } from "./cli/cli.ts";
import { addFiles, tempFolder } from "./compile/temp-project.ts";
import { CHANGES, type Change } from "./recipe-changes.ts";

const PAGE = readFileSync(join(REPOSITORY, "CONTRIBUTING.md"), "utf8");
/** A change touches no more files, besides tests and docs. */
const MAX_FILES = 2;
const DOCS = /^(docs\/|test\/|.*README\.md$)/;
/** Changes that the page must have a recipe for. */
const FREQUENT = [
  "Encoding",
  "Board",
  "Network fault",
  "Chip fault",
  "Report format",
  "Virtual server",
  "Bus service",
  "Flag of check",
  "Platform release",
  "Chip",
  "Lesson",
  "Capture format",
  "Scenario verb",
  "Credential pattern",
  "Report column",
];
/** Folders of a checkout that no change is made in. */
const NOT_COPIED = ["node_modules", "dist", ".git", ".devicescript"];

interface RecipeFile {
  /** With words in capitals that stand for a name; folders end in a slash. */
  readonly path: string;
  readonly isNew: boolean;
}

/** The part of a page below a heading, up to the next one of its level. */
function section(page: string, heading: string): string {
  const level = heading.split(" ")[0];
  const start = page.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`CONTRIBUTING.md has no "${heading}"`);
  const rest = page.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^${level} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Files of each recipe: the items of its list, which begin with a path. */
const recipes = new Map(
  section(PAGE, "## Recipes")
    .split(/^### /m)
    .slice(1)
    .map((recipe): [string, RecipeFile[]] => [
      recipe.slice(0, recipe.indexOf("\n")),
      [...recipe.matchAll(/^- (new )?`([^`]+)`: /gm)].map(([, isNew, path]) => ({
        path: path!,
        isNew: isNew !== undefined,
      })),
    ]),
);

/** Paths in code spans of the recipes' sentences. */
const mentioned = [...section(PAGE, "## Recipes").matchAll(/`((?:sim|src|test|docs|schema|boards)\/[^`]*)`/g)]
  .map(([, path]) => path!)
  .filter((path) => !/[A-Z]/.test(path));

describe("the map of CONTRIBUTING.md", () => {
  const map = /```\n(devs\/[\s\S]*?)```/.exec(section(PAGE, "## The map"))![1]!;

  it("names every folder of sim and src, and only what there is", () => {
    const named = new Set<string>();
    const path: string[] = [];
    for (const line of map.split("\n")) {
      const [, indent, entry] = /^( {0,6})(\S+)/.exec(line) ?? [];
      if (entry === undefined) continue;
      path.length = indent!.length / 2;
      path.push(entry);
      named.add(path.join(""));
    }
    for (const entry of named) expect(existsSync(join(REPOSITORY, entry)), entry).toBe(true);
    const folders = ["sim/", "src/"].flatMap((room) =>
      readdirSync(join(REPOSITORY, room), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${room}${name}/`),
    );
    expect(folders.filter((folder) => !named.has(folder))).toEqual([]);
  });
});

describe("the recipes of CONTRIBUTING.md", () => {
  it("are there for every frequent change", () => {
    expect(FREQUENT.filter((name) => !recipes.has(name))).toEqual([]);
  });

  it("mention no file that there is not", () => {
    expect(mentioned.length).toBeGreaterThan(5);
    expect(mentioned.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });

  it.each([...recipes])("name files that are there, for: %s", (_, files) => {
    expect(files.length).toBeGreaterThan(0);
    const counted = files.filter(({ path }) => !DOCS.test(path));
    expect(counted.length).toBeLessThanOrEqual(MAX_FILES);
    for (const { path, isNew } of files) {
      expect(existsSync(join(REPOSITORY, path)), path).toBe(!isNew);
      if (isNew) expect(statSync(join(REPOSITORY, dirname(path))).isDirectory(), path).toBe(true);
    }
  });
});

describe("a change that is made as its recipe says", () => {
  let copy = "";

  // All changes at once: a build takes its time.
  beforeAll(async () => {
    copy = tempFolder();
    for (const entry of readdirSync(REPOSITORY).filter((name) => !NOT_COPIED.includes(name)))
      cpSync(join(REPOSITORY, entry), join(copy, entry), {
        recursive: true,
        filter: (path) => !NOT_COPIED.includes(relative(REPOSITORY, path).split("/").at(-1)!),
      });
    symlinkSync(join(REPOSITORY, "node_modules"), join(copy, "node_modules"), "junction");
    for (const change of CHANGES) make(change, copy);
    const compiler = join(copy, "node_modules/typescript/bin/tsc");
    const { code, stdout } = await node([compiler, "-p", "tsconfig.build.json"]);
    expect(stdout).toBe("");
    expect(code).toBe(0);
  }, 240_000);

  it.each(CHANGES)("touches no other file: $recipe", ({ recipe, edits, files }) => {
    const allowed = recipes.get(recipe)!.map(({ path, isNew }) => ({ isNew, pattern: patternOf(path) }));
    const isAllowed = (path: string, isNew: boolean) =>
      allowed.some((file) => file.isNew === isNew && file.pattern.test(path));
    expect(Object.keys(files).filter((path) => !isAllowed(path, true))).toEqual([]);
    expect(Object.keys(edits).filter((path) => !isAllowed(path, false))).toEqual([]);
    expect(Object.keys(edits).length + Object.keys(files).length).toBeLessThanOrEqual(MAX_FILES);
  });

  it("keeps the rules of imports", { timeout: 120_000 }, async () => {
    const runner = join(copy, "node_modules/vitest/vitest.mjs");
    const { code, stdout } = await node([runner, "run", "test/architecture.test.ts"]);
    expect(code, stdout).toBe(0);
  });

  it.each(CHANGES)("works: $recipe", { timeout: 120_000 }, async ({ project = {}, runs }) => {
    const folder = tempFolder(project);
    for (const { args, code, says, writes = {} } of runs) {
      const outcome =
        typeof args === "string"
          ? await node(["--input-type=module", "--eval", args])
          : await node([join(copy, "dist/src/cli/main.js"), ...args], folder);
      const shown = outcome.stdout + outcome.stderr;
      for (const text of says) expect(shown).toContain(text);
      expect(outcome.code, shown).toBe(code);
      for (const [file, texts] of Object.entries(writes))
        for (const text of texts) expect(readFileSync(join(folder, file), "utf8")).toContain(text);
    }
  });

  /** Runs Node in a folder; by default in the copy. */
  async function node(args: readonly string[], cwd = copy) {
    try {
      const env = { ...process.env, NO_COLOR: "1" };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd, env });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }
});

/** Adds the new files and makes the edits; each text that is replaced must be there once. */
function make({ edits, files }: Change, root: string): void {
  addFiles(root, files);
  for (const [path, hunks] of Object.entries(edits)) {
    let text = readFileSync(join(root, path), "utf8");
    for (const [from, to] of hunks) {
      expect(text.split(from).length, `${path}: ${from}`).toBe(2);
      text = text.replace(from, () => to);
    }
    writeFileSync(join(root, path), text);
  }
}

/** A recipe names a file; its neighbours will do, where it says so. */
function patternOf(path: string): RegExp {
  const escaped = path.replaceAll(".", "\\.").replace(/\b[A-Z]+\b/g, "[\\w-]+");
  const beside = ["sim/home/verbs/board.ts", "sim/bus/services/sensors.ts"].includes(path);
  return new RegExp(`^${beside ? escaped.replace(/\w+\\\.ts$/, "[\\w-]+\\.ts") : escaped}$`);
}
