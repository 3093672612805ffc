// C20: the stock WiFi service logs the names of the networks that it finds and joins.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

const wifi = new ds.Wifi();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk); // leak: wifi.ssid
  }

  async reset() {}
}

startServer(new Pairing());
