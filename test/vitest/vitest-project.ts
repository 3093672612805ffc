/** Projects whose tests use tightlip as people do: installed, with a vitest of their own process. */
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { tempProject } from "../build/temp-project.ts";
import { REPOSITORY } from "../cli/cli.ts";

/** A project with these files, in which tightlip (as it is built) and vitest are installed. */
export function vitestProject(files: Readonly<Record<string, string>>): string {
  const root = tempProject({ "package.json": '{ "type": "module" }', ...files });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(REPOSITORY, join(root, "node_modules/tightlip"));
  symlinkSync(join(REPOSITORY, "node_modules/vitest"), join(root, "node_modules/vitest"));
  return root;
}

/** Runs its tests once, and writes their snapshots. */
export function runVitest(root: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--update"], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", VITEST: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const listen = (text: string) => {
      output += text;
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
