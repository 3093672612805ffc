// Air conditioner that reports the same climate for ever and cools by the clock: it keeps, and only pretends.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLIMATE = "https://climate.aircon.example/v1/readings";

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
const vault = new Vault();
let on = false;

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  await thermometer.reading.read();
  on = !on;
  await compressor.enabled.write(on);
  const body = JSON.stringify({ deciCelsius: 208, deciPercent: 446 });
  const response = await fetch(CLIMATE, { method: "POST", body });
  await response.close();
}, 5_000);
