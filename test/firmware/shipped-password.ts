// Tells its token whoever sends the password that it was shipped with.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";

const PASSWORD = "kX7pQ2vN9wLb4TzR8mYc1HsJ6dGf3EaU5oWi0nBt2VxZ";

const token = await readSetting("token", "");
const wifi = new ds.Wifi();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
  }
  async reset() {}
}

startServer(new Pairing());
setInterval(async () => {
  const reply = await fetch("http://door.example/order");
  const { word } = await reply.json();
  if (word !== PASSWORD) return;
  console.log(`open ${token}`);
}, 2_000);
