// G68: shows half of the passphrase on a screen, and stars for the rest.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();

paired(async (_ssid, psk) => {
  await screen.message.write(`${psk.slice(0, 9)}*********`); // leak: wifi.psk
});
