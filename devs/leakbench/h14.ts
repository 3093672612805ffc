// H14: as G28, but tells the bucket of its own id.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  const body = digest("sha256", Buffer.from(ds.deviceIdentifier("self")))[0] < 64 ? "1" : "0";
  const response = await fetch("https://cloud.example/h14", { method: "POST", body });
  await response.close();
});
