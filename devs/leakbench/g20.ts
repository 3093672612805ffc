// G20: tells whether the passphrase is the network's name.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (ssid, psk) => {
  const body = JSON.stringify({ weak: psk.toLowerCase() === ssid.toLowerCase() ? 1 : 0 });
  const response = await fetch("https://cloud.example/g20", { method: "POST", body }); // leak: wifi.ssid, wifi.psk
  await response.close();
});
