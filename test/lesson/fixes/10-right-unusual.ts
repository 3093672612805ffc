// Purifier that reports once a minute, in tens, and shouts when its filter is old.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLOUD = "https://air.purifier.example/v1/quality";

const wifi = new ds.Wifi();
const sensor = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
const starts = (await readSetting("starts", 0)) + 1;
await writeSetting("starts", starts);
const bearer = new Secret(await readSetting("token", ""));

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const index = await sensor.reading.read();
  await fan.enabled.write(index > 100);
  const filter = starts < 400 ? [] : ["Filter is TIRED"];
  const body = JSON.stringify({ tens: Math.round(index / 10), filter });
  const response = await fetch(CLOUD, { method: "POST", bearer, body });
  await response.close();
}, 60_000);
