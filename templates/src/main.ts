// A kettle: boils on a press of its button and tells its cloud how warm it is. It learns the home's WiFi by sealed
// provisioning, so that nobody in between does.
import * as ds from "@devicescript/core";
import { fetch, forget, log, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLOUD = "https://cloud.example.com/v1/kettle";
const TELL_EVERY_MS = 15_000;
const BOILING_C = 98;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const heater = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
let connected = false;

wifi.gotIp.subscribe(() => {
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
button.down.subscribe(async () => {
  await heater.enabled.write(true);
});
thermometer.reading.subscribe(async (celsius) => {
  if (celsius >= BOILING_C) await heater.enabled.write(false);
});

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});

setInterval(async () => {
  if (!connected) return;
  const celsius = await thermometer.reading.read();
  try {
    const response = await fetch(CLOUD, { method: "POST", body: JSON.stringify({ celsius }) });
    await response.close();
  } catch (error) {
    const { message } = error as any;
    await log("not told:", message);
  }
}, TELL_EVERY_MS);
