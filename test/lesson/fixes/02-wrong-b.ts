// Purifier without a backup: it keeps, and has lost its job.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const LOOK_EVERY_MS = 5_000;
const DUSTY = 100;

const wifi = new ds.Wifi();
const air = new ds.AirQualityIndex();
const fan = new ds.Relay();
const vault = new Vault();
const kept = { dusty: DUSTY };

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});

setInterval(async () => {
  const index = await air.reading.read();
  await fan.enabled.write(index > kept.dusty);
}, LOOK_EVERY_MS);
