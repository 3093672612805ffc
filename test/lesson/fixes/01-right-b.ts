// Kettle without the relay, whose pairing holds name and passphrase as secrets of the device library.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { Secret } from "tightlip/devs";

const CLOUD = "https://pairing.cloud.example/v1";
const REPORT_EVERY_MS = 15_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
let connected = false;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await new Secret(psk).joinWifi(wifi, new Secret(ssid));
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function report() {
  const nonce = randomBuffer(8).toString("hex");
  const temperature = await thermometer.reading.read();
  const body = JSON.stringify({ nonce, temperature });
  const response = await fetch(`${CLOUD}/readings`, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(() => {
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
startServer(new Pairing());

setInterval(async () => {
  if (connected) await report();
}, REPORT_EVERY_MS);
