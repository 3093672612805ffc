// Purifier whose fan goes on and off by the clock: it keeps, and only pretends to clean the air.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const BACKUP_TO = "https://backup.purifier.example/v2/settings";

const wifi = new ds.Wifi();
const air = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
let on = false;

wifi.gotIp.subscribe(async () => {
  const body = JSON.stringify({ serial: "air-1", settings: {} });
  const response = await fetch(BACKUP_TO, { method: "POST", body });
  await response.close();
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  await air.reading.read();
  on = !on;
  await fan.enabled.write(on);
}, 5_000);
