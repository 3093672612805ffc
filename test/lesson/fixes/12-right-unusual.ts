// Air conditioner that reports once a minute, in kelvins and as a share, and cools between two temperatures.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLIMATE = "https://climate.aircon.example/v1/readings/room";

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const hygrometer = new ds.Humidity();
const compressor = new ds.Relay();
const vault = new Vault();

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  if (temperature > 26) await compressor.enabled.write(true);
  if (temperature < 22) await compressor.enabled.write(false);
  const kelvins = Math.round(temperature + 273.15);
  const share = Math.round(await hygrometer.reading.read()) / 100;
  const body = JSON.stringify({ room: [{ kelvins }, { share }] });
  const response = await fetch(CLIMATE, { method: "POST", body });
  await response.close();
}, 60_000);
