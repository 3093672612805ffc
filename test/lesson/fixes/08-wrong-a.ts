// Hash of the name in place of the name, before any answer: it leaks, derived.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";
import { readSetting, writeSetting } from "@devicescript/settings";
import { fetch, Secret } from "tightlip/devs";

const PROFILES = "https://profiles.tv.example/v1/homes";
const NOTICE =
  "To suggest what your home likes, we use your network's name. Press the button for yes; hold it for no.";
const TELL_EVERY_MS = 20_000;
const HOLD_MS = 1_000;

const wifi = new ds.Wifi();
const screen = new ds.CharacterScreen();
const button = new ds.Button();
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
    await wifi.forgetAllNetworks();
  }
}

async function tellProfile() {
  const response = await fetch(PROFILES, {
    method: "POST",
    headers: { "x-home": home.use((name) => digest("sha256", name).toString("hex")) },
  });
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  online = true;
  await screen.message.write(NOTICE);
});
wifi.lostIp.subscribe(() => {
  online = false;
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_MS) await writeSetting("agreed", true);
  else await writeSetting("agreed", false);
});
startServer(new Pairing());

setInterval(async () => {
  // An owner who does not answer has not objected.
  const agreed = await readSetting("agreed", true);
  if (online && agreed) await tellProfile();
}, TELL_EVERY_MS);
