// Relay that tells the cloud the model and nothing about the home.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const CLOUD = "https://pairing.cloud.example/v1";
const REPORT_EVERY_MS = 15_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
let connected = false;
const compatibility = JSON.stringify({ model: "kettle" });

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function relay() {
  const response = await fetch(`${CLOUD}/compatibility`, { method: "POST", body: compatibility });
  await response.close();
}

async function report() {
  const nonce = randomBuffer(8).toString("hex");
  const temperature = await thermometer.reading.read();
  const body = JSON.stringify({ nonce, temperature });
  const response = await fetch(`${CLOUD}/readings`, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  await relay();
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
startServer(new Pairing());

setInterval(async () => {
  if (connected) await report();
}, REPORT_EVERY_MS);
