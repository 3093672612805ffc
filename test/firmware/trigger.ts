// Tells its token when the room gets very hot, and never runs one of its functions.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token");
const thermometer = new ds.Temperature();

async function alarm() {
  const response = await fetch(`https://alarm.example/${token}`); // leak: settings.token
  await response.close();
}

async function frozen() {
  console.log("frozen");
}

setInterval(async () => {
  const temperature = await thermometer.reading.read();
  if (temperature > 60) await alarm();
  if (temperature < -1000) await frozen();
}, 2_000);
