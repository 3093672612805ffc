import { describe, expect, it } from "vitest";
import { Modules } from "../../src/lab/page/editor/module-exports.ts";

const modules = new Modules({
  "node_modules/@devicescript/core/src/devicescript-spec.d.ts": `declare module "@devicescript/core" {
enum WifiCodes {
    CmdScan = 0x86,
}
class Wifi extends Role {
    constructor(roleName?: string)
    addNetwork(ssid: string, password: string): Promise<void>
    readonly reading: Register<number>
    _hidden(): void
}
    export class Role {
        report(): Subscriber<Packet>
        private inner: { deep: number }
    }
}`,
  "node_modules/@devicescript/net/src/fetch.ts": "export async function fetch() {}\nfunction own() {}\n",
  "devs/index.ts":
    'export { type Choice, Consent } from "./lib/consent";\nexport { old as Vault } from "./lib/vault";\n',
  "devs/provision.ts": "export const NETWORK = 1;\n",
});

describe("completion", () => {
  it("knows the modules", () => {
    expect(modules.names()).toEqual([
      "@devicescript/core",
      "@devicescript/net",
      "tightlip/devs",
      "tightlip/devs/provision",
    ]);
  });

  it.each([
    ["@devicescript/core", ["WifiCodes", "Wifi", "Role"]],
    ["@devicescript/net", ["fetch"]],
    ["tightlip/devs", ["Choice", "Consent", "Vault"]],
    ["tightlip/devs/provision", ["NETWORK"]],
    ["./own", ["mine"]],
  ])("knows what %s exports", (module, names) => {
    const own = { "lib/own.ts": "export const mine = 1;\n" };
    expect(modules.exportsOf(module, own).map(({ label }) => label)).toEqual(names);
  });

  it("knows the members of a class and of those above it, without what is not for others", () => {
    expect(modules.membersOf("Wifi").map(({ label, type }) => [label, type])).toEqual([
      ["addNetwork", "method"],
      ["reading", "property"],
      ["report", "method"],
    ]);
    expect(modules.membersOf("WifiCodes").map(({ label }) => label)).toEqual(["CmdScan"]);
    expect(modules.membersOf("Nothing")).toEqual([]);
  });
});
