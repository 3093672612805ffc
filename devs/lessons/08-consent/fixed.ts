// The same television, with the device library's Consent between the button and the profile.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { Consent, fetch, Secret } from "tightlip/devs";

const PROFILES = "https://profiles.tv.example/v1/homes";
const NOTICE =
  "To suggest what your home likes, we use your network's name. Press the button for yes; hold it for no.";
const TELL_EVERY_MS = 20_000;
const HOLD_MS = 1_000;

const wifi = new ds.Wifi();
const screen = new ds.CharacterScreen();
const button = new ds.Button();
const profiling = new Consent("profile by network name", NOTICE);
let home: Secret;
let online = false;
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
    await profiling.erase();
    await wifi.forgetAllNetworks();
  }
}

async function tellProfile() {
  const response = await fetch(PROFILES, { method: "POST", headers: { "x-home": home } });
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  online = true;
  await screen.message.write(profiling.notice);
});
wifi.lostIp.subscribe(() => {
  online = false;
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_MS) await profiling.ask(async () => true);
  else await profiling.withdraw();
});
startServer(new Pairing());

setInterval(async () => {
  if (online) await profiling.whileGranted(tellProfile);
}, TELL_EVERY_MS);
