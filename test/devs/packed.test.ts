import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { tempFolder } from "../build/temp-project.ts";
import { REPOSITORY } from "../cli/cli.ts";

it("the packed package sets up a project whose tests pass and which builds and checks, without a network", () => {
  const root = tempFolder();
  const unpacked = unpack();
  tightlip(root, unpacked, [["init", "--yes"]]);
  install(root, unpacked);

  const tested = run("npm", ["test", "--silent"], root);
  const [build, check] = tightlip(root, join(root, "node_modules/tightlip"), [
    ["build", "--json"],
    ["check", "--json"],
  ]);

  expect(tested).toMatch(/2 passed/);
  expect(build.code).toBe(0);
  expect(JSON.parse(build.stdout).files).toContain(".devicescript/bin/bytecode.devs");
  expect(check.code).toBe(0);
  expect(JSON.parse(check.stdout).appliances).toMatchObject([{ main: "src/main.ts", verdict: "keeps" }]);
}, 180_000);

/** Runs command lines of the package in a folder. */
function tightlip(
  cwd: string,
  folder: string,
  lines: readonly (readonly string[])[],
): { code: number; stdout: string }[] {
  const script = join(REPOSITORY, "test/cli/one-process.mjs");
  const program = join(folder, "dist/src/cli/main.js");
  return JSON.parse(run(process.execPath, [script, program, JSON.stringify(lines)], cwd));
}

/** Every process of it fails when it opens a connection. */
function run(command: string, args: readonly string[], cwd: string): string {
  const offline = pathToFileURL(join(import.meta.dirname, "offline.mjs"));
  const env = {
    ...process.env,
    TIGHTLIP_CACHE: join(cwd, "cache"),
    NODE_OPTIONS: `--import=${offline.href}`,
    NO_COLOR: "1",
  };
  return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: "pipe" });
}

/** What `npm pack` packs. */
function unpack(): string {
  const folder = tempFolder();
  const packed = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const archive = execFileSync("npm", packed, { cwd: REPOSITORY, encoding: "utf8" }).trim();
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", folder]);
  const unpacked = join(folder, "package");
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  return unpacked;
}

/** As npm installs it: beside its dependencies. */
function install(root: string, unpacked: string): void {
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(join(REPOSITORY, "node_modules")))
    if (name !== "tightlip")
      symlinkSync(join(REPOSITORY, "node_modules", name), join(root, "node_modules", name));
  cpSync(unpacked, join(root, "node_modules/tightlip"), { recursive: true });
}
