// H35: as G69, but hands its temperature to the cloud adapter.

import { publishMessage } from "@devicescript/cloud";
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();

paired(async (_ssid, _psk) => {
  const celsius = await thermometer.reading.read();
  await publishMessage("home", { celsius });
});
