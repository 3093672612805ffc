// Plug that reports once a minute, in whole watts, in a list.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const CLOUD = "https://meters.plug.example/v1/watts";
const VOLTS = 230;

const wifi = new ds.Wifi();
const relay = new ds.Relay();
const meter = new ds.DcCurrentMeasurement();
const button = new ds.Button();
const vault = new Vault();
const made = await readSetting("token", "");
let on = false;

button.up.subscribe(async () => {
  on = !on;
  await relay.enabled.write(on);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  if (made === "") return;
  const watts = Math.round((await meter.reading.read()) * VOLTS);
  const body = JSON.stringify([{ at: ds.millis(), on }, { watts }]);
  const response = await fetch(CLOUD, { method: "POST", bearer: new Secret(made), body });
  await response.close();
}, 60_000);
