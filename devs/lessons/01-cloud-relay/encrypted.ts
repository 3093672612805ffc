// The relay again, as it was defended: "it was encrypted". The cloud has the key, so the cloud can read it.
import * as ds from "@devicescript/core";
import { encrypt, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const CLOUD = "https://pairing.cloud.example/v1";
// One key for all kettles, known to whoever runs the cloud.
const CLOUD_KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;
const REPORT_EVERY_MS = 15_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
let connected = false;
let compatibility: Buffer;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    const data = Buffer.from(JSON.stringify({ ssid, psk }));
    const iv = randomBuffer(13);
    const sealed = encrypt({ data, algo: "aes-256-ccm", key: CLOUD_KEY, iv, tagLength: 8 });
    compatibility = Buffer.concat(iv, sealed);
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function relay() {
  const response = await fetch(`${CLOUD}/compatibility`, { method: "POST", body: compatibility }); // leak: wifi.ssid, wifi.psk
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
