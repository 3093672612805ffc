// G36: the board knows its network since before; the firmware never had the passphrase, so nothing can be said of it.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";

const thermometer = new ds.Temperature();

setInterval(async () => {
  const response = await fetch(`https://cloud.example/t?c=${await thermometer.reading.read()}`);
  await response.close();
}, 10_000);
