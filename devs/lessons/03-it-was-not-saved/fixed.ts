// The same television. Before it is sold it clears what the board has stored, old copies included, and says so only when
// it has looked.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const HOLD_TO_FORGET_MS = 5_000;

const wifi = new ds.Wifi();
const button = new ds.Button();
const screen = new ds.CharacterScreen();
const vault = new Vault();
let on = false;
let pressedAtMs = 0;

async function forgetHome() {
  await screen.message.write("forgetting…");
  await forget({ vault, names: [NETWORK], wifi });
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
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
