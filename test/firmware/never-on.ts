// Has a relay and a thermometer, and switches nothing on.
import * as ds from "@devicescript/core";

const relay = new ds.Relay();
const thermometer = new ds.Temperature();

setInterval(async () => {
  if ((await thermometer.reading.read()) > 1_000_000) await relay.enabled.write(true);
}, 10_000);
