// F13: tells the network's name once the owner has agreed, as its policy declares.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();

paired(async (ssid) => {
  button.down.subscribe(async () => {
    const response = await fetch("https://stats.example/names", { method: "POST", body: ssid });
    await response.close();
  });
});
