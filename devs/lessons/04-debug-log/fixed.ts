// The same air conditioner with a log that can stay in: it leaves out what the program holds as a secret, and the request
// is made without one.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, log, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const PLAN = "https://plans.aircon.example/v1/today";
const ASK_EVERY_MS = 20_000;

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
  await log(`plan ${response.status}, target ${target}`);
}

async function regulate() {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > target);
}

wifi.gotIp.subscribe(async () => {
  await askForPlan();
  setInterval(askForPlan, ASK_EVERY_MS);
});
await provision(vault, {
  join: async ({ ssid, psk }) => {
    await log("joining");
    await psk.joinWifi(wifi, ssid);
  },
  forget: async () => await forget({ vault, settings: ["token"], wifi }),
});
setInterval(regulate, 5_000);
