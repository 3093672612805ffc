// Purifier that looks at the number of starts and counts none, and reports the same air for ever: it only pretends.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLOUD = "https://air.purifier.example/v1/quality";

const wifi = new ds.Wifi();
const sensor = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
const starts = await readSetting("starts", 0);
const bearer = new Secret(await readSetting("token", ""));
let on = false;

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  await sensor.reading.read();
  on = !on;
  await fan.enabled.write(on);
  const body = JSON.stringify({ index: 35, filter: starts < 400 ? "good" : "tired" });
  const response = await fetch(CLOUD, { method: "POST", bearer, body });
  await response.close();
}, 10_000);
