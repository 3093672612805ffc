// Reports in whole degrees and percent, without the correction.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { fetch, Secret } from "tightlip/devs";

const CLIMATE = "https://climate.aircon.example/v1/readings";
const REPORT_EVERY_MS = 5_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const hygrometer = new ds.Humidity();
const compressor = new ds.Relay();
let online = false;

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
  const measured = await thermometer.reading.read();
  await compressor.enabled.write(measured > 24);
  const celsius = Math.round(measured);
  const percent = Math.round(await hygrometer.reading.read());
  const body = JSON.stringify({ celsius, percent });
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
