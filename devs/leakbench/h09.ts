// H09: as G14, but before the owner agrees it says how long it has been on.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();

async function post(body: string) {
  const response = await fetch("https://stats.example/names", { method: "POST", body });
  await response.close();
}

paired(async (ssid) => {
  await post(`${ds.millis()}`);
  button.down.subscribe(async () => await post(ssid));
});
