// G14: tells the network's name once the owner has agreed, as declared, and before that by the same helper how long
// it is.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();

async function post(body: string) {
  const response = await fetch("https://stats.example/names", { method: "POST", body }); // leak: wifi.ssid
  await response.close();
}

paired(async (ssid) => {
  await post(`${ssid.length}`);
  button.down.subscribe(async () => await post(ssid));
});
