// C14: shown on a screen.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();

paired(async (_ssid, psk) => {
  await screen.message.write(psk); // leak: wifi.psk
});
