// C05: hands the credentials on, in the clear, to another device on the bus that wants to join.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

const own = new ds.Wifi();
const sibling = new ds.Wifi("sibling");

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await own.addNetwork(ssid, psk);
    await sibling.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
  }

  async reset() {}
}

startServer(new Pairing());
