import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
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

describe("a new project with the packed package", () => {
  let root: string;
  const tightlip = (...args: string[]) =>
    execFileSync(process.execPath, ["node_modules/tightlip/dist/src/cli/main.js", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, TIGHTLIP_CACHE: join(root, "cache") },
    });

  beforeAll(() => {
    root = tempProject({
      "package.json": JSON.stringify({ name: "an-appliance", type: "module" }),
      "src/main.ts": MAIN,
      "src/main.policy.ts": POLICY,
    });
    install(root);
  });

  it("builds firmware that imports the device library", () => {
    const { name, files } = JSON.parse(tightlip("build", "--json"));

    expect(name).toBe("an-appliance");
    expect(files).toContain(".devicescript/bin/bytecode.devs");
  });

  it("checks it, with a policy that imports the package", () => {
    const [appliance] = JSON.parse(tightlip("check", "--json")).appliances;

    expect(appliance).toMatchObject({ main: "src/main.ts", verdict: "keeps", asExpected: true });
  });
});

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
