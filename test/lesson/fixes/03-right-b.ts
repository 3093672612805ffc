// Television that writes over what was stored, and fills the store until the old is gone.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { writeSetting } from "@devicescript/settings";

const HOLD_TO_FORGET_MS = 5_000;
/** More than both areas of the store hold. */
const FILLERS = 200;

const wifi = new ds.Wifi();
const button = new ds.Button();
const screen = new ds.CharacterScreen();
let on = false;
let pressedAtMs = 0;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await forgetHome();
  }
}

async function forgetHome() {
  await wifi.addNetwork("-", "-");
  await wifi.forgetAllNetworks();
  let filler = "";
  while (filler.length < 200) filler += "-";
  for (let i = 0; i < FILLERS; i++) await writeSetting("filler", filler + i);
  await screen.message.write("forgotten");
}

button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs >= HOLD_TO_FORGET_MS) await forgetHome();
  else {
    on = !on;
    await screen.message.write(on ? "good evening" : "");
  }
});
wifi.gotIp.subscribe(async () => {
  await screen.message.write("connected");
});
startServer(new Pairing());
