// Plug without a default: one that was made without a token switches, and reports nothing.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { fetch, Secret } from "tightlip/devs";

const CLOUD = "https://meters.plug.example/v1/watts";
const REPORT_EVERY_MS = 30_000;

const wifi = new ds.Wifi();
const relay = new ds.Relay();
const meter = new ds.DcCurrentMeasurement();
const button = new ds.Button();
const made = await readSetting("token", "");
const token = new Secret(made);
let on = false;
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
  const milliamperes = Math.round((await meter.reading.read()) * 1_000);
  const body = JSON.stringify({ on, milliamperes });
  const response = await fetch(CLOUD, { method: "POST", bearer: token, body });
  await response.close();
}

wifi.gotIp.subscribe(() => {
  online = true;
});
wifi.lostIp.subscribe(() => {
  online = false;
});
button.down.subscribe(async () => {
  on = !on;
  await relay.enabled.write(on);
});
startServer(new Pairing());

setInterval(async () => {
  if (online && made !== "") await report();
}, REPORT_EVERY_MS);
