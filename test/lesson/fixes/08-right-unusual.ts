// Television that tells once a minute, with more in its message, after a notice in capitals.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { fetch, Secret } from "tightlip/devs";

const PROFILES = "https://profiles.tv.example/v1/homes";

const wifi = new ds.Wifi();
const screen = new ds.CharacterScreen();
const button = new ds.Button();
let home: Secret;
let agreed = false;
let pressedAtMs = 0;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    home = new Secret(ssid);
    await new Secret(psk).joinWifi(wifi, home);
  }

  async reset() {
    agreed = false;
    await wifi.forgetAllNetworks();
  }
}

wifi.gotIp.subscribe(async () => {
  await screen.message.write("May we use YOUR NETWORK'S NAME?");
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(() => {
  agreed = ds.millis() - pressedAtMs < 1_000;
});
startServer(new Pairing());

setInterval(async () => {
  if (!agreed) return;
  const response = await fetch(PROFILES, { method: "POST", headers: { "X-Home": home, "x-model": "tv" } });
  await response.close();
}, 60_000);
