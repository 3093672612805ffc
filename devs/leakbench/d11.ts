// D11: a light is on for a time that the first character says.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const light = new ds.LightBulb();

paired(async (_ssid, psk) => {
  await light.intensity.write(1);
  await ds.delay(psk.charCodeAt(0) * 20);
  await light.intensity.write(0); // leak: wifi.psk
});
