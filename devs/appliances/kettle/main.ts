// A kettle: joins the home's WiFi with what the phone hands over, and reports its temperature.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const REPORT_TO = "https://telemetry.kettle.example/v1/readings";
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
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function report() {
  const nonce = randomBuffer(8).toString("hex");
  const temperature = await thermometer.reading.read();
  const response = await fetch(REPORT_TO, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ nonce, temperature }),
  });
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
