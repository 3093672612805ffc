// F12: as F11, but nobody declared it.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();

paired(async (ssid) => {
  await screen.message.write(ssid); // leak: wifi.ssid
});
