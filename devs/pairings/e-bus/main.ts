// Pairing by another device on the bus, such as a hub, that knows the home's WiFi and hands it over in the clear.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

startLamp();
startServer(new Pairing());
