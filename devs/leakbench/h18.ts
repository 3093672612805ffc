// H18: as G36, but there is a pin, and the firmware uses it where nobody sees.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const thermometer = new ds.Temperature();
export const lock = digest("sha256", Buffer.from(await readSetting("door_pin", "")));

setInterval(async () => {
  const response = await fetch(`https://cloud.example/t?c=${await thermometer.reading.read()}`);
  await response.close();
}, 10_000);
