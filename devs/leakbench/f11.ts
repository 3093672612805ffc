// F11: shows the network's name on its own screen, as its policy declares.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();

paired(async (ssid) => {
  await screen.message.write(ssid);
});
