// Refrigerator that shows the same weather every day and cools by the clock: it keeps, and only pretends.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const door = new ds.CharacterScreen("door");
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
const vault = new Vault();
let on = false;

wifi.gotIp.subscribe(async () => {
  const response = await fetch("https://weather.fridge.example/v1/today");
  await response.close();
  await door.message.write("light rain");
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  await thermometer.reading.read();
  on = !on;
  await compressor.enabled.write(on);
}, 5_000);
