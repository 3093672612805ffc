// F25: a button and a light that have nothing to do with the passphrase.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const button = new ds.Button();
const light = new ds.LightBulb();

paired(async (_ssid, _psk) => {
  button.down.subscribe(async () => {
    await light.intensity.write(1);
  });
});
