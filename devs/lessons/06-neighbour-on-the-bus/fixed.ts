// The same refrigerator. The door wants the weather, so it gets the weather: the credentials stay where the WiFi is.
import * as ds from "@devicescript/core";
import { fetch, forget, log, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const WEATHER = "https://weather.fridge.example/v1/today";
const WEATHER_EVERY_MS = 30 * 60_000;
const COLD_C = 5;
const LOOK_EVERY_MS = 5_000;

const wifi = new ds.Wifi();
const door = new ds.CharacterScreen("door");
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
const vault = new Vault();

async function showWeather() {
  const response = await fetch(WEATHER);
  const { summary } = await response.json();
  await door.message.write(summary || "no weather today");
}

async function tryToShowWeather() {
  try {
    await showWeather();
  } catch (error) {
    const { message } = error as any;
    await log("no weather:", message);
  }
}

wifi.gotIp.subscribe(tryToShowWeather);
setInterval(tryToShowWeather, WEATHER_EVERY_MS);
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > COLD_C);
}, LOOK_EVERY_MS);
