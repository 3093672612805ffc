// Refrigerator that shows the weather in a sentence, some seconds later, and cools in long turns.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const door = new ds.CharacterScreen("door");
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
const vault = new Vault();

wifi.gotIp.subscribe(async () => {
  await door.message.write("looking out of the window");
  await ds.sleep(10_000);
  const response = await fetch("https://weather.fridge.example/v1/today?door=1");
  const { summary } = await response.json();
  if (summary) await door.message.write("Today: " + summary.toUpperCase() + "!");
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  if (temperature > 7) await compressor.enabled.write(true);
  if (temperature < 3) await compressor.enabled.write(false);
}, 45_000);
