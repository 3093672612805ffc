/** Times `tightlip build` against `devs build`, as whole processes, on copies of the kettle. */

import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { median, millis, type Row, timed } from "./table.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const TIGHTLIP = join(REPOSITORY, "dist/src/cli/main.js");
const DEVS = join(
  dirname(createRequire(import.meta.url).resolve("@devicescript/cli/package.json")),
  "devicescript",
);
const ROUNDS = 7;

export function buildRows(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-bench-"));
  try {
    const stockProject = kettleIn(join(folder, "stock"));
    const ourProject = kettleIn(join(folder, "ours"));
    const cache = join(folder, "cache");
    const stock: number[] = [];
    const cold: number[] = [];
    const changed: number[] = [];
    const unchanged: number[] = [];
    // Interleaved, so that whatever else the machine does hits all of them alike.
    for (let round = 0; round < ROUNDS; round++) {
      stock.push(timed(() => build(DEVS, stockProject, cache)));
      rmSync(cache, { recursive: true, force: true });
      cold.push(timed(() => build(TIGHTLIP, ourProject, cache)));
      appendFileSync(join(ourProject, "src/main.ts"), `// round ${round}\n`);
      changed.push(timed(() => build(TIGHTLIP, ourProject, cache)));
      unchanged.push(timed(() => build(TIGHTLIP, ourProject, cache)));
    }
    const row = (what: string, times: readonly number[], target: string): Row => ({
      what: `${what} build, over devs build`,
      figure: `${(median(stock) / median(times)).toFixed(1)}x`,
      target,
      raw: `${millis(median(times))} against ${millis(median(stock))}`,
    });
    return [
      row("unchanged", unchanged, ">= 8x"),
      row("changed", changed, ">= 3x"),
      row("cold", cold, "faster"),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(command: string, cwd: string, cache: string): void {
  const env = { ...process.env, TIGHTLIP_CACHE: cache };
  execFileSync(process.execPath, [command, "build", "src/main.ts"], { cwd, env, stdio: "ignore" });
}

/** The kettle as a project of its own, outside of any git repository: git's state costs both the same. */
function kettleIn(root: string): string {
  mkdirSync(join(root, "src"), { recursive: true });
  writeFileSync(join(root, "devsconfig.json"), "{}");
  writeFileSync(join(root, "package.json"), '{ "name": "kettle", "version": "1.0.0" }');
  cpSync(join(REPOSITORY, "services"), join(root, "services"), { recursive: true });
  cpSync(join(REPOSITORY, "devs/appliances/kettle/main.ts"), join(root, "src/main.ts"));
  for (const part of ["package.json", "devs/index.ts", "devs/provision.ts", "devs/lib"])
    cpSync(join(REPOSITORY, part), join(root, "node_modules/tightlip", part), { recursive: true });
  return root;
}
