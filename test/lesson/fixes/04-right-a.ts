// Air conditioner that does not log the passphrase, and makes its request by the device library.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { fetch } from "tightlip/devs";

const PLAN = "https://plans.aircon.example/v1/today";
const ASK_EVERY_MS = 20_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();
let target = 26;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    console.log("joining");
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function askForPlan() {
  const token = await readSetting("token", "");
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(PLAN, { headers });
  const plan = await response.json();
  if (plan.target) target = plan.target;
  console.log(`plan ${response.status}, target ${target}`);
}

async function regulate() {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > target);
}

startServer(new Pairing());
wifi.gotIp.subscribe(async () => {
  await askForPlan();
  setInterval(askForPlan, ASK_EVERY_MS);
});
setInterval(regulate, 5_000);
