// J64: whose button is held while it starts offers the service of a technician, which names the network.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { paired } from "./lib/paired";

const button = new ds.Button();
let network = "";

class Diagnostics extends Server implements ds.DiagnosticsServerSpec {
  constructor() {
    super(ds.Diagnostics.spec);
  }
  lastNetwork() {
    return network; // leak: wifi.ssid
  }
}

paired(async (ssid) => {
  network = ssid;
});

let held = 0;
for (let look = 0; look < 5; look++) {
  await ds.sleep(1_000);
  if (await button.pressed().read()) held++;
}
if (held > 2) startServer(new Diagnostics());
