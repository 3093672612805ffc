// Takes the home's network over the bus, and forgets it when it is asked to.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

const wifi = new ds.Wifi();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    console.log("forgets");
    await wifi.forgetAllNetworks();
  }
}

startServer(new Pairing());
