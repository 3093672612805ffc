// Plug that reports a current which it never measured, and switches by the clock: it keeps, and only pretends.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLOUD = "https://meters.plug.example/v1/watts";

const wifi = new ds.Wifi();
const relay = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
const made = await readSetting("token", "");
let on = false;

button.down.subscribe(() => {});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  on = !on;
  await relay.enabled.write(on);
}, 1_000);
setInterval(async () => {
  if (made === "") return;
  const body = JSON.stringify({ milliamperes: 120 });
  const response = await fetch(CLOUD, { method: "POST", bearer: new Secret(made), body });
  await response.close();
}, 30_000);
