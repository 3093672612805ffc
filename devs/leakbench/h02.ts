// H02: as G05, but joins once more with the whole passphrase.
import * as ds from "@devicescript/core";
import { paired, wifi } from "./lib/paired";

paired(async (ssid, psk) => {
  await ds.delay(5_000);
  await wifi.addNetwork(ssid, psk);
});
