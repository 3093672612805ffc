// The same purifier. The network's name and passphrase stay in the device, sealed under a key that nobody else has, and
// the backup holds what a backup is for.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const BACKUP_TO = "https://backup.purifier.example/v2/settings";
const LOOK_EVERY_MS = 5_000;
const DUSTY = 100;

const wifi = new ds.Wifi();
const air = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
const serial = ds.deviceIdentifier("self");
const kept = { dusty: DUSTY };

async function backUp() {
  const body = JSON.stringify({ serial, settings: kept });
  const response = await fetch(BACKUP_TO, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(backUp);
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});

setInterval(async () => {
  const index = await air.reading.read();
  await fan.enabled.write(index > kept.dusty);
}, LOOK_EVERY_MS);
