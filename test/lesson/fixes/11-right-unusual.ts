// Vacuum that draws a short number at its first start, keeps it, and cleans for longer.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { readSetting, writeSetting } from "@devicescript/settings";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const STATISTICS = "https://stats.vacuum.example/v1/cleanings";

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
let home = await readSetting("id", "");
if (home === "") {
  home = "home " + randomBuffer(6).toString("hex");
  await writeSetting("id", home);
}

button.up.subscribe(async () => {
  await brush.enabled.write(true);
  await ds.sleep(40_000);
  await brush.enabled.write(false);
  const body = JSON.stringify({ about: { home }, seconds: 40 });
  const response = await fetch(STATISTICS, { method: "POST", body });
  await response.close();
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, settings: ["id"], wifi }),
});
