// Kettle that reports a temperature which it never measured: it keeps, and only pretends to report.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const READINGS = "https://pairing.cloud.example/v1/readings";

const wifi = new ds.Wifi();
const vault = new Vault();

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  const response = await fetch(READINGS, { method: "POST", body: JSON.stringify({ temperature: 21.5 }) });
  await response.close();
}, 15_000);
