// Kettle without relay and without reports: it keeps, and has lost its job.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

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

wifi.gotIp.subscribe(() => {
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
startServer(new Pairing());

setInterval(async () => {
  if (connected) await thermometer.reading.read();
}, REPORT_EVERY_MS);
