// F02: sends the temperature to a server over TLS.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();

paired(async (_ssid, _psk) => {
  setInterval(async () => {
    const temperature = await thermometer.reading.read();
    const response = await fetch(`https://cloud.example/t?c=${temperature}`);
    await response.close();
  }, 5_000);
});
