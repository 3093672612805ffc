// Television that forgets while the button is still held, and says so in words and letters of its own.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const HOLD_TO_FORGET_MS = 5_000;

const wifi = new ds.Wifi();
const button = new ds.Button();
const screen = new ds.CharacterScreen();
const vault = new Vault();
let on = false;
let press = 0;
let isForgetting = false;

async function forgetHome() {
  await forget({ vault, names: [NETWORK], wifi });
  await screen.message.write("FORGOTTEN. Goodbye!");
}

button.down.subscribe(() => {
  const own = ++press;
  setTimeout(async () => {
    if (own !== press) return;
    isForgetting = true;
    await forgetHome();
  }, HOLD_TO_FORGET_MS);
});
button.up.subscribe(async () => {
  press++;
  if (isForgetting) return;
  on = !on;
  await screen.message.write(on ? "Good evening, viewer" : "");
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: forgetHome,
});
