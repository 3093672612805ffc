// D15: dies with a code that the first character says.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await ds.delay(1_000);
  ds._panic(psk.charCodeAt(0)); // leak: wifi.psk
});
