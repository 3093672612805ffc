// G17: tells whether the passphrase is the one that routers of one make are sold with.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = psk === "12345678" ? "1" : "0";
  const response = await fetch("https://cloud.example/g17", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
