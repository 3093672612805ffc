// Air conditioner that logs the word and not the value, and cools by the clock: it keeps, and only pretends to follow.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const PLAN = "https://plans.aircon.example/v1/today";

const wifi = new ds.Wifi();
const compressor = new ds.Relay();
const vault = new Vault();
let on = false;

wifi.gotIp.subscribe(async () => {
  const bearer = new Secret(await readSetting("token", ""));
  const response = await fetch(PLAN, { bearer });
  await response.close();
  console.log("target reached");
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  on = !on;
  await compressor.enabled.write(on);
}, 5_000);
