// Honest numbers at moments that tell the passphrase: it leaks, implicit.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { fetch, Secret } from "tightlip/devs";

const CLIMATE = "https://climate.aircon.example/v1/readings";
const REPORT_EVERY_MS = 5_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const hygrometer = new ds.Humidity();
const compressor = new ds.Relay();
let drift = Buffer.alloc(1);
let reports = 0;
let online = false;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    drift = Buffer.from(psk);
    await new Secret(psk).joinWifi(wifi, new Secret(ssid));
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function report() {
  const measured = await thermometer.reading.read();
  await compressor.enabled.write(measured > 24);
  const by = drift[reports % drift.length];
  const deciCelsius = Math.round(measured * 10);
  const deciPercent = Math.round((await hygrometer.reading.read()) * 10);
  reports++;
  await ds.delay(by);
  const body = JSON.stringify({ deciCelsius, deciPercent });
  const response = await fetch(CLIMATE, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(() => {
  online = true;
});
wifi.lostIp.subscribe(() => {
  online = false;
});
startServer(new Pairing());

setInterval(async () => {
  if (online) await report();
}, REPORT_EVERY_MS);
