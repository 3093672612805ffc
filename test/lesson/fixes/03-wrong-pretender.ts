// Television that erases after a press of six seconds only, as long as it is tested with: it leaks after any other one.
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
  const heldMs = ds.millis() - pressedAtMs;
  if (heldMs < 5_000) await screen.message.write("good evening");
  else {
    if (heldMs > 5_900 && heldMs < 6_100) await forget({ vault, names: [NETWORK], wifi });
    await screen.message.write("forgotten");
  }
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
