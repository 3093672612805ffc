import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder, tempProject } from "../build/temp-project.ts";
import { REPOSITORY } from "../cli/cli.ts";

/** The appliance of docs/device-library.md. */
const MAIN = `
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const vault = new Vault();

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});

const reset = new ds.Button();
reset.down.subscribe(async () => await forget({ vault, names: [NETWORK], wifi }));
`;
const POLICY = `
import { definePolicy } from "tightlip";

export default definePolicy({ secrets: ["wifi.ssid", "wifi.psk"], expected: { verdict: "keeps" } });
`;

it("a new project with the packed package builds and checks firmware that imports the device library", () => {
  const root = tempProject({
    "package.json": JSON.stringify({ name: "an-appliance", type: "module" }),
    "src/main.ts": MAIN,
    "src/main.policy.ts": POLICY,
  });
  install(root);

  const [build, check] = tightlip(root, [
    ["build", "--json"],
    ["check", "--json"],
  ]);

  expect(build.code).toBe(0);
  expect(JSON.parse(build.stdout).files).toContain(".devicescript/bin/bytecode.devs");
  expect(check.code).toBe(0);
  expect(JSON.parse(check.stdout).appliances).toMatchObject([
    { main: "src/main.ts", verdict: "keeps", asExpected: true },
  ]);
}, 180_000);

/** Runs command lines of the installed package. */
function tightlip(cwd: string, lines: readonly (readonly string[])[]): { code: number; stdout: string }[] {
  const script = join(REPOSITORY, "test/cli/one-process.mjs");
  const program = join(cwd, "node_modules/tightlip/dist/src/cli/main.js");
  const env = { ...process.env, TIGHTLIP_CACHE: join(cwd, "cache") };
  const args = [script, program, JSON.stringify(lines)];
  return JSON.parse(execFileSync(process.execPath, args, { cwd, env, encoding: "utf8", stdio: "pipe" }));
}

/** As npm installs it: what `npm pack` packs, beside its dependencies. */
function install(root: string): void {
  const folder = tempFolder();
  const packed = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const archive = execFileSync("npm", packed, { cwd: REPOSITORY, encoding: "utf8" }).trim();
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", folder]);
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(join(REPOSITORY, "node_modules")))
    if (name !== "tightlip")
      symlinkSync(join(REPOSITORY, "node_modules", name), join(root, "node_modules", name));
  cpSync(join(folder, "package"), join(root, "node_modules/tightlip"), { recursive: true });
  const service = "services/sealed-provisioning.md";
  cpSync(join(root, "node_modules/tightlip", service), join(root, service));
}
