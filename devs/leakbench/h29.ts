// H29: as G58, but asks a server that is far away less often.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  const before = ds.millis();
  await (await fetch("https://cloud.example/time")).close();
  const every = ds.millis() - before > 150 ? 20_000 : 10_000;
  setInterval(async () => {
    const response = await fetch("https://cloud.example/h29", { method: "POST", body: "alive" });
    await response.close();
  }, every);
});
