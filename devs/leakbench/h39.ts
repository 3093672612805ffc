// H39: counts its starts, reports another field each time, and says whether a screen is there.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();
const starts = (await readSetting("starts", 0)) + 1;
await writeSetting("starts", starts);
const fields = ["model=k2", `starts=${starts}`, "fan=1"];
let next = 0;
let screens = "none";
screen.binding().subscribe((bound) => {
  if (bound) screens = "one";
});

async function report() {
  const body = `${fields[next++ % fields.length]} ${screens}`;
  const response = await fetch("https://cloud.example/h39", { method: "POST", body });
  await response.text();
  await response.close();
}

paired(async () => {
  setInterval(report, 15_000);
});
