import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { projectTop, realPathOf } from "../../src/project-top.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { emptyCache, tempFolder } from "./temp-project.ts";

const LAMP = 'import { greeting } from "@acme/words";\nconsole.log(await greeting("lamp"));\n';
const WORDS = `import { readSetting } from "@devicescript/settings";
import { Secret } from "tightlip/devs";
export async function greeting(name: string): Promise<string> {
  return name + (await readSetting<string>("place")) + (Secret === undefined);
}
`;

/** Workspace of a firmware and a library, as npm and yarn install it: what packages share is at the top. */
function hoisted(manifest: object): string {
  const root = tempFolder({
    "package.json": JSON.stringify({ private: true, ...manifest }),
    "packages/lamp/package.json": '{ "name": "lamp" }',
    "packages/lamp/devsconfig.json": "{}",
    "packages/lamp/src/main.ts": LAMP,
    "packages/words/package.json": JSON.stringify({
      ...{ name: "@acme/words", main: "src/index.ts", devicescript: { library: true } },
    }),
    "packages/words/src/index.ts": WORDS,
  });
  for (const part of ["package.json", "devs/index.ts", "devs/lib"])
    cpSync(join(REPOSITORY, part), join(root, "node_modules/tightlip", part), { recursive: true });
  mkdirSync(join(root, "node_modules/@acme"));
  symlinkSync("../../packages/words", join(root, "node_modules/@acme/words"));
  return root;
}

function sourcesOf(root: string): string[] {
  const { image } = buildImage(join(root, "packages/lamp/src/main.ts"), { cache: emptyCache() });
  return image.debug.sources.map(({ path }) => path);
}

describe("firmware in a workspace", () => {
  it.each([
    ["npm's list", { workspaces: ["packages/*"] }],
    ["yarn's object", { workspaces: { packages: ["./packages/*/"] } }],
  ])("imports other packages of it, which %s names, under their own paths", (_, manifest) => {
    const sources = sourcesOf(hoisted(manifest));
    expect(sources).toContain("../words/src/index.ts");
    expect(sources.filter((path) => path.endsWith("settings/src/index.ts"))).toEqual([
      "node_modules/@devicescript/settings/src/index.ts",
    ]);
    expect(sources).toContain("node_modules/tightlip/devs/lib/secret.ts");
  });

  it("does not import them where the package does not belong to it", () => {
    expect(() => sourcesOf(hoisted({ workspaces: ["apps/*"] }))).toThrow("Cannot find module '@acme/words'");
  });
});

describe("the top of a project", () => {
  it.each<[why: string, files: Readonly<Record<string, string>>, isWorkspace: boolean]>([
    ["names it", { "package.json": '{ "workspaces": ["packages/*"] }' }, true],
    ["names it for pnpm", { "pnpm-workspace.yaml": "packages:\n  - 'packages/**'\n" }, true],
    ["leaves it out", { "package.json": '{ "workspaces": ["packages/*", "!packages/lamp"] }' }, false],
    ["names others", { "pnpm-workspace.yaml": "packages: [apps/*]" }, false],
    ["has no list", { "package.json": '{ "workspaces": true }', "pnpm-workspace.yaml": "[]" }, false],
    ["is not readable", { "package.json": "{", "pnpm-workspace.yaml": "\t- : {" }, false],
  ])("is the folder above only if its workspace %s", (_, files, isWorkspace) => {
    const root = tempFolder({
      "packages/lamp/package.json": "{}",
      "packages/lamp/src/main.ts": "",
      ...files,
    });
    expect(projectTop(join(root, "packages/lamp/src"))).toBe(
      realPathOf(isWorkspace ? root : join(root, "packages/lamp")),
    );
  });
});
