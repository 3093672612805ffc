// Kettle that reports once a minute, in whole degrees Fahrenheit, inside a longer message.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const READINGS = "https://pairing.cloud.example/v1/readings/kettle";

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const vault = new Vault();
let reports = 0;

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const temperature = Math.round((await thermometer.reading.read()) * 1.8 + 32);
  const body = JSON.stringify({ reports: reports++, now: { unit: "F", temperature } });
  const response = await fetch(READINGS, { method: "POST", body });
  await response.close();
}, 60_000);
