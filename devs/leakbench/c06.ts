// C06: writes the passphrase into a register of another device's service, one that shows nothing to the room.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const matrix = new ds.DotMatrix();

paired(async (_ssid, psk) => {
  await matrix.dots.write(Buffer.from(psk)); // leak: wifi.psk
});
