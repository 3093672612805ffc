// Television that says "forgotten" at once and erases afterwards: it keeps, and what it says is not true yet.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const button = new ds.Button();
const screen = new ds.CharacterScreen();
const vault = new Vault();
let pressedAtMs = 0;

button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < 5_000) await screen.message.write("good evening");
  else {
    await screen.message.write("forgotten");
    await forget({ vault, names: [NETWORK], wifi });
  }
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
