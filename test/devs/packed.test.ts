import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { REPOSITORY } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { GithubRunner, runnerTemp } from "../setup/github-runner.ts";

it("the packed package sets up a project whose workflow passes, without a network", () => {
  const root = tempFolder();
  const unpacked = unpack();
  const program = join(unpacked, "dist/src/cli/main.js");
  execFileSync(process.execPath, [program, "init", "--yes"], { cwd: root, env: environment() });

  const runner = new GithubRunner(root, environment(), runnerTemp(), {
    "npm ci": () => install(root, unpacked),
  });
  const { ok, log, summary, used } = runner.job(".github/workflows/tightlip.yml", "check");

  expect(log).toContain("2 passed");
  expect(log).toContain("keeps: wifi.ssid and wifi.psk stay home");
  expect(summary).toContain("### tightlip: 1 × keeps");
  expect(ok).toBe(true);
  expect(used.map(({ uses }) => uses.replace(/@.*$/, ""))).toEqual([
    "actions/checkout",
    "actions/setup-node",
    "actions/cache",
    "github/codeql-action/upload-sarif",
  ]);
  const { sarif_file: report } = used.at(-1)!.with;
  expect(JSON.parse(readFileSync(join(root, report), "utf8")).runs[0].results).toEqual([]);
}, 360_000);

/** In it, every process fails that opens a connection. */
function environment(): NodeJS.ProcessEnv {
  const offline = pathToFileURL(join(import.meta.dirname, "offline.mjs"));
  return {
    ...process.env,
    NODE_OPTIONS: `--import=${offline.href}`,
    NO_COLOR: "1",
  };
}

/** Unpacks the archive of `npm pack`, and returns the package's folder. */
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
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  for (const folder of ["node_modules", "node_modules/.bin"])
    for (const name of readdirSync(join(REPOSITORY, folder)))
      if (name !== "tightlip" && name !== ".bin")
        symlinkSync(join(REPOSITORY, folder, name), join(root, folder, name));
  cpSync(unpacked, join(root, "node_modules/tightlip"), { recursive: true });
  const program = join(root, "node_modules/tightlip/dist/src/cli/main.js");
  chmodSync(program, 0o755);
  symlinkSync(program, join(root, "node_modules/.bin/tightlip"));
}
