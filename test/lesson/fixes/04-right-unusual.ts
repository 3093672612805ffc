// Air conditioner that asks once a minute, logs in its own words, and leaves its compressor alone within a degree.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const PLAN = "https://plans.aircon.example/v1/today";

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
const vault = new Vault();
let target = 26;

async function askForPlan() {
  const bearer = new Secret(await readSetting("token", ""));
  const response = await fetch(PLAN, { bearer });
  const plan = await response.json();
  if (plan.target) target = plan.target;
  console.log("Target:", target + ".0 degrees");
}

wifi.gotIp.subscribe(async () => {
  await askForPlan();
  setInterval(askForPlan, 60_000);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  if (temperature > target + 1) await compressor.enabled.write(true);
  if (temperature < target - 1) await compressor.enabled.write(false);
}, 3_000);
