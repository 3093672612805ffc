// H26: as G53, without the crash, and what a real board sends besides is no secret.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  const body = ds.isSimulator() ? "alive" : "21.5";
  const response = await fetch("https://cloud.example/h26", { method: "POST", body });
  await response.close();
});
