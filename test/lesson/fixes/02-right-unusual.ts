// Purifier that looks at the air every half a minute and lets its fan run on for a while, and backs up a line of text.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const BACKUP_TO = "https://backup.purifier.example/v2/settings/mine";
const DUSTY = 150;
const CLEAN = 60;

const wifi = new ds.Wifi();
const air = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
let on = false;

wifi.gotIp.subscribe(async () => {
  const serial = "purifier " + ds.deviceIdentifier("self");
  const body = JSON.stringify({ backup: { serial, settings: "dusty=" + DUSTY } });
  const response = await fetch(BACKUP_TO, { method: "POST", body });
  await response.close();
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const index = await air.reading.read();
  if (index > DUSTY) on = true;
  if (index < CLEAN) on = false;
  await fan.enabled.write(on);
}, 30_000);
